/**
 * Speed and memory, measured. A case makes its own data and starts the real program in processes of their own, in turn
 * with a limit and with peers; one class a case, one line in {@link dev.caravan.bench.BenchCases}. The data for the demo
 * is made here too: it looks like a household's and holds a few bad records. May use model and spi.
 */
package dev.caravan.bench;
