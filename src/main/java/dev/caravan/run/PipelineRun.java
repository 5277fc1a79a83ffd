package dev.caravan.run;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.Counts;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.Partition;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Position;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The live state of one pipeline in one run. All durable truth is in the ledger; this is what the process knows of it, plus
 * what is on its way. Safe for use by several threads.
 */
public final class PipelineRun {
    private final Pipeline pipeline;
    private final Map<String, PartitionProgress> partitions = new LinkedHashMap<>();
    private Phase phase = Phase.NEW;
    private String waiting = "";
    private long phaseBegan = System.nanoTime();
    private long phaseNanos = -1;
    private long fresh;
    private double verified = -1;

    /** A pipeline that was not begun. */
    public PipelineRun(Pipeline pipeline) {
        this.pipeline = requireNonNull(pipeline, "pipeline is null");
    }

    public Pipeline pipeline() {
        return pipeline;
    }

    public synchronized Phase phase() {
        return phase;
    }

    /** Moves on; an illegal move is a mistake of the program. */
    public synchronized void enter(Phase next) {
        if (!phase.next().contains(next)) {
            throw new IllegalStateException("pipeline " + pipeline.name() + " cannot go from " + phase + " to " + next);
        }
        phase = next;
        waiting = "";
        if (!next.ended()) {
            phaseBegan = System.nanoTime();
            fresh = 0;
        } else {
            phaseNanos = System.nanoTime() - phaseBegan;
        }
    }

    /** Sets out the partitions of a phase; {@code rows} is what the ledger knows of them. */
    public synchronized void layOut(List<Partition> all, Map<String, String> identities, List<LedgerRow> rows) {
        Map<String, LedgerRow> known = new TreeMap<>();
        rows.forEach(row -> known.put(row.partition(), row));
        partitions.clear();
        for (Partition partition : all) {
            String id = partition.id();
            partitions.put(id, new PartitionProgress(partition, identities.get(id), known.get(id)));
        }
    }

    /** The partitions that are not done, in order. */
    public synchronized List<Partition> open() {
        return partitions.values().stream()
                .filter(progress -> !progress.done())
                .map(PartitionProgress::partition)
                .toList();
    }

    /** Where to read on. */
    public synchronized Position reading(Partition partition) {
        return of(partition).reading();
    }

    /** Notes that a chunk was read and is on its way. */
    public synchronized void read(Chunk chunk) {
        of(chunk.partition()).read(chunk);
    }

    /**
     * The ledger row to write with a chunk whose fates are all known.
     *
     * @throws CaravanException NO_GO when the chunk would bring the rejects over {@code stop-after}
     */
    public synchronized LedgerRow after(Chunk chunk, Instant now) {
        long limit = pipeline.validation().stopAfter();
        long rejected = counts().rejected() + chunk.counts().rejected();
        if (limit > 0 && rejected > limit) {
            throw new CaravanException(
                    ErrorCode.NO_GO,
                    pipeline.name() + " " + chunk,
                    rejected + " records rejected, more than 'stop-after: " + limit
                            + "'; look at the rejects, mend the source or the mapping, and run again");
        }
        return of(chunk.partition()).after(chunk, now);
    }

    /** Counts a chunk as written; answers true when it was the last of the last partition. */
    public synchronized boolean settle(Chunk chunk) {
        of(chunk.partition()).settle(chunk);
        fresh += chunk.records().count();
        return partitions.values().stream().allMatch(PartitionProgress::done);
    }

    /** Says why nothing moves; empty when it moves again. */
    public synchronized void waiting(String why) {
        waiting = why;
    }

    /** How much of the verification is done, from 0 to 1, and how many rows it has looked at. */
    public synchronized void verified(double share, long rows) {
        verified = share;
        fresh = rows;
    }

    /** The sum over all partitions. */
    public synchronized Counts counts() {
        return partitions.values().stream().map(PartitionProgress::counts).reduce(Counts.ZERO, Counts::plus);
    }

    /** The sum over all partitions for each child table. */
    public synchronized Map<String, Counts> children() {
        Map<String, Counts> sum = new TreeMap<>();
        partitions.values().forEach(progress -> progress.children()
                .forEach((table, counts) -> sum.merge(table, counts, Counts::plus)));
        return sum;
    }

    /** What people see now. */
    public synchronized Progress progress() {
        long nanos = phaseNanos >= 0 ? phaseNanos : System.nanoTime() - phaseBegan;
        double fraction = phase == Phase.VERIFYING ? verified : fraction();
        return new Progress(pipeline.name(), phase, counts(), children(), fraction, waiting, nanos, fresh);
    }

    private double fraction() {
        double done = 0;
        double all = 0;
        for (PartitionProgress progress : partitions.values()) {
            Partition partition = progress.partition();
            double size = partition.records() >= 0 ? partition.records() : partition.bytes();
            if (size < 0) {
                return -1;
            }
            all += size;
            done += progress.done() ? size : Math.min(size, progress.travelled());
        }
        return all == 0 ? -1 : done / all;
    }

    private PartitionProgress of(Partition partition) {
        PartitionProgress progress = partitions.get(partition.id());
        if (progress == null) {
            throw new IllegalStateException("partition " + partition.id() + " is not part of " + pipeline.name());
        }
        return progress;
    }
}
