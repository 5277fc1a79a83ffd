package dev.caravan.run;

import dev.caravan.model.Chunk;
import dev.caravan.model.Counts;
import dev.caravan.model.JsonRecords;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** How far one partition is. Guarded by its pipeline's run. */
final class PartitionProgress {
    private final Partition partition;
    private final String identity;
    private Position reading;
    private Position written;
    private boolean done;
    private Counts counts;
    private Map<String, Counts> children;
    private double travelled;

    PartitionProgress(Partition partition, String identity, LedgerRow row) {
        this.partition = partition;
        this.identity = identity;
        this.written = row == null ? Position.START : row.position();
        this.reading = written;
        this.done = row != null && row.done();
        this.counts = row == null ? Counts.ZERO : row.counts();
        this.children = row == null ? Map.of() : row.children();
    }

    Partition partition() {
        return partition;
    }

    Position reading() {
        return reading;
    }

    boolean done() {
        return done;
    }

    Counts counts() {
        return counts;
    }

    Map<String, Counts> children() {
        return children;
    }

    Position written() {
        return written;
    }

    /** How far it is, in the unit of the partition's size: records where they are known, else bytes. */
    double travelled() {
        return travelled;
    }

    void read(Chunk chunk) {
        reading = chunk.to();
    }

    /** The ledger row as it will be once {@code chunk} is written. */
    LedgerRow after(Chunk chunk, Instant now) {
        return new LedgerRow(
                partition.id(),
                chunk.to(),
                chunk.last(),
                counts.plus(chunk.counts()),
                childrenAfter(chunk),
                identity,
                now);
    }

    void settle(Chunk chunk) {
        children = childrenAfter(chunk);
        counts = counts.plus(chunk.counts());
        written = chunk.to();
        done = chunk.last();
        travelled = partition.records() >= 0 ? written.ordinal() : bytes(chunk);
    }

    private double bytes(Chunk chunk) {
        boolean placed = chunk.records() instanceof JsonRecords records && records.count() > 0;
        return placed
                ? ((JsonRecords) chunk.records()).fileOffset(chunk.records().count() - 1)
                : travelled;
    }

    private Map<String, Counts> childrenAfter(Chunk chunk) {
        Map<String, Counts> sum = new HashMap<>(children);
        for (int child = 0; child < chunk.children().size(); child++) {
            sum.merge(chunk.children().get(child).table(), chunk.childCounts(child), Counts::plus);
        }
        return new TreeMap<>(sum);
    }
}
