/**
 * Models that compute vectors of texts inside the process. May use model and spi.
 *
 * <p>The models come from Maven artifacts and are loaded when a pipeline embeds its first text. The runtime keeps them outside
 * the Java heap. Each text is computed by itself, on one thread: computed together with others, a quantised model would give it
 * other numbers, and a run that was resumed would not give what it gave before.
 */
package dev.caravan.embedding;
