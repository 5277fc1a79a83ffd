/**
 * What steps of a plan compute: a room a kind below, and the register of all kinds. May use {@code model}, {@code spi} and
 * {@code repository}; knows nothing of Camel.
 */
package dev.caravan.step;
