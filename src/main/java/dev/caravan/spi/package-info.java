/**
 * What can be added to Caravan: one small interface a concern, with one to four verbs. May use {@code model} only.
 *
 * <p>A new kind of system implements {@link dev.caravan.spi.Source} and/or {@link dev.caravan.spi.Target} in a room of its
 * own below {@code system}, and is registered by one line in {@code Systems}.
 */
package dev.caravan.spi;
