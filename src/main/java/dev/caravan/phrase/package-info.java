/**
 * What texts speak of: a source that reads a table and gives the phrases of its texts, or which row has which. The same texts
 * give the same phrases, numbers and weights in every run. May use model and spi.
 */
package dev.caravan.phrase;
