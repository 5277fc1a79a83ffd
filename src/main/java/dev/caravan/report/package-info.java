/**
 * What a run has to say at its end, for people and for scripts. May use {@code model}, {@code spi} and {@code
 * repository}.
 */
package dev.caravan.report;
