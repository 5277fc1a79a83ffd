/**
 * Machines reached over ssh: connections with strict host keys, commands that are begun once whatever happens to the
 * connection, timers that put a host back. May use {@code model}, {@code spi} and {@code repository}.
 */
package dev.caravan.fleet;
