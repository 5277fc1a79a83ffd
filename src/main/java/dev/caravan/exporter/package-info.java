/** The export stage: takes the next chunk from a source, at the pace that is allowed. May use model and spi. */
package dev.caravan.exporter;
