package dev.caravan.spi;

import dev.caravan.model.Chunk;

/**
 * Turns the records of a chunk into rows. Repeatable: the same record gives the same rows in every run, for verification
 * applies it again. Safe for use by several threads, each with its own chunk.
 */
@FunctionalInterface
public interface Mapping {
    /** Sets the chunk's rows, items and children; settles what is filtered or rejected. Never throws for a bad record. */
    void apply(Chunk chunk);
}
