/**
 * What measures Caravan and what it is measured on: made-up data of realistic shape and size. May use {@code model} and
 * {@code spi}; nothing of a migration depends on it.
 */
package dev.caravan.bench;
