/**
 * The long-running process, {@code serve}: which migrations there are, what starts them (an order, a dropped file, a time,
 * a watched folder), what runs and what waits. Routes tick it; it knows nothing of Camel. May use {@code model},
 * {@code spi}, {@code settings}, {@code repository} and {@code run}.
 */
package dev.caravan.serve;
