/**
 * Snapshots as they stand on the disk: the manifest, the digests of all files, the place that only finished ones take. What
 * is inside belongs to the kind of system that wrote it. May use {@code model} and {@code spi}.
 */
package dev.caravan.snapshot;
