package dev.caravan.exporter;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.Chunk;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.spi.Source;

/** The export stage: the next records of a partition, as a chunk. Safe for use by several threads, each with its partition. */
public final class Exporter {
    private final Source source;
    private final int batch;

    /** An exporter over an opened source that makes chunks of at most {@code batch} records. */
    public Exporter(Source source, int batch) {
        if (batch < 1) {
            throw new IllegalArgumentException("batch is " + batch + ", must be at least 1");
        }
        this.source = requireNonNull(source, "source is null");
        this.batch = batch;
    }

    /** The records of {@code partition} that begin at {@code from}. */
    public Chunk export(Partition partition, Position from) {
        return source.read(partition, from, batch);
    }

    /** Tells the source that nobody looks at a chunk any more. */
    public void done(Chunk chunk) {
        source.done(chunk);
    }
}
