package dev.caravan.run;

import dev.caravan.model.Chunk;
import dev.caravan.model.Counts;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** A partition that is copied from where the ledger says on. */
final class PartitionProgress implements PartitionState {
    private final Partition partition;
    private final Contents contents;
    private Position reading;
    private Position written;
    private boolean done;
    private Counts counts;
    private Map<String, Counts> children;
    private double travelled;
    private Instant updated = Instant.EPOCH;

    PartitionProgress(Partition partition, Contents contents, LedgerRow row) {
        this.partition = partition;
        this.contents = contents;
        this.written = row == null ? Position.START : row.position();
        this.reading = written;
        this.done = row != null && row.done();
        this.counts = row == null ? Counts.ZERO : row.counts();
        this.children = row == null ? Map.of() : row.children();
    }

    @Override
    public Partition partition() {
        return partition;
    }

    @Override
    public Position reading() {
        return reading;
    }

    @Override
    public boolean done() {
        return done;
    }

    @Override
    public Counts counts() {
        return counts;
    }

    @Override
    public Map<String, Counts> children() {
        return children;
    }

    @Override
    public LedgerRow row() {
        return new LedgerRow(partition.id(), written, done, counts, children, contents.now(partition.id()), updated);
    }

    @Override
    public double travelled() {
        return travelled;
    }

    @Override
    public void read(Chunk chunk) {
        reading = chunk.to();
    }

    @Override
    public LedgerRow after(Chunk chunk, Instant now) {
        return new LedgerRow(
                partition.id(),
                chunk.to(),
                chunk.last(),
                counts.plus(chunk.counts()),
                childrenAfter(chunk),
                contents.now(partition.id()),
                now);
    }

    @Override
    public void settle(Chunk chunk) {
        children = childrenAfter(chunk);
        counts = counts.plus(chunk.counts());
        written = chunk.to();
        done = chunk.last();
        travelled = PartitionState.travelled(partition, chunk, travelled);
    }

    private Map<String, Counts> childrenAfter(Chunk chunk) {
        Map<String, Counts> sum = new HashMap<>(children);
        for (int child = 0; child < chunk.children().size(); child++) {
            sum.merge(chunk.children().get(child).table(), chunk.childCounts(child), Counts::plus);
        }
        return new TreeMap<>(sum);
    }
}
