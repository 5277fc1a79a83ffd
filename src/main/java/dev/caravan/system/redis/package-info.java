/**
 * Redis servers (and what speaks as they do), over the driver's bare connection: a key is a record. May use model and spi.
 *
 * <p>What this room knows of the server, each tried on a real one: {@code SCAN} gives a key twice while its table grows, and
 * every key that is there from the scan's beginning to its end at least once; its order is another one after a restart; a
 * {@code MULTI} that is refused while it is queued does nothing, one that is begun runs to its end with nobody in between;
 * time to live is relative, so an expiry is kept as a moment ({@code PEXPIRETIME}, before 7.0 {@code TIME} and {@code PTTL}).
 */
package dev.caravan.system.redis;
