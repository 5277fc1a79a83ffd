package dev.caravan.spi;

import dev.caravan.model.Chunk;

/** Looks at the transformed rows of a chunk and rejects what is not acceptable. Safe for use by several threads. */
@FunctionalInterface
public interface Rule {
    /** Rejects records or children of {@code chunk}; changes nothing else. */
    void check(Chunk chunk);
}
