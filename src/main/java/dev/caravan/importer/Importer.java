package dev.caravan.importer;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.Chunk;
import dev.caravan.spi.Target;

/** The import stage. A write that fails leaves the chunk as it came, so that it can be tried again. */
public final class Importer {
    private final Target target;

    /** An importer into an opened target. */
    public Importer(Target target) {
        this.target = requireNonNull(target, "target is null");
    }

    /** Lets the target prepare for a chunk while it writes another. */
    public void ahead(Chunk chunk) {
        target.ahead(chunk);
    }

    /** Writes the pending rows of {@code chunk} and what {@code beforeCommit} answers, in one transaction. */
    public void write(Chunk chunk, Target.Written beforeCommit) {
        Chunk.Saved saved = chunk.save();
        try {
            target.write(chunk, beforeCommit);
        } catch (RuntimeException e) {
            chunk.restore(saved);
            throw e;
        }
    }
}
