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
import dev.caravan.model.RejectCode;
import dev.caravan.repository.PipelineProgress;
import dev.caravan.repository.PipelineState;
import dev.caravan.validator.AcceptanceBar;
import java.time.Instant;
import java.util.ArrayList;
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
    private final Map<String, PartitionState> partitions = new LinkedHashMap<>();
    private volatile Contents contents = Contents.of(Map.of());
    private Waves waves = Waves.ONE;
    private int atOnce = Integer.MAX_VALUE;
    private List<String> travelling = List.of();
    private PipelineState phase = PipelineState.PLANNED;
    private String waiting = "";
    private long phaseBegan = System.nanoTime();
    private long phaseNanos = -1;
    private long fresh;
    private long broken;
    private long travelNanos;
    private long travelled;
    private double verified = -1;
    private String doing = "";
    private final PaceKeeper pace = new PaceKeeper(System.nanoTime());

    /** A pipeline that was not begun. */
    public PipelineRun(Pipeline pipeline) {
        this.pipeline = requireNonNull(pipeline, "pipeline is null");
    }

    public Pipeline pipeline() {
        return pipeline;
    }

    public synchronized PipelineState phase() {
        return phase;
    }

    /** Moves on; an illegal move is a mistake of the program. */
    public synchronized void enter(PipelineState next) {
        if (!phase.mayBecome(next)) {
            throw new IllegalStateException("pipeline " + pipeline.name() + " cannot go from " + phase + " to " + next);
        }
        if (phase == PipelineState.REHEARSING || phase == PipelineState.COPYING) {
            travelNanos = System.nanoTime() - phaseBegan;
            travelled = fresh;
        }
        phase = next;
        waiting = "";
        pace.enter(next, System.nanoTime());
        if (next.isEnd()) {
            phaseNanos = System.nanoTime() - phaseBegan;
            return;
        }
        phaseBegan = System.nanoTime();
        fresh = 0;
    }

    /** Sets out the partitions of a phase; {@code rows} is what the ledger knows of them. */
    public synchronized void layOut(List<Partition> all, Contents held, List<LedgerRow> rows) {
        Map<String, LedgerRow> known = new TreeMap<>();
        rows.forEach(row -> known.put(row.partition(), row));
        partitions.clear();
        contents = held;
        travelling = List.of();
        broken = 0;
        for (Partition partition : all) {
            String id = partition.id();
            partitions.put(id, new PartitionProgress(partition, held, known.get(id)));
        }
    }

    /** Sets out partitions that are gone through once more for their rejects; the others stay as the ledger has them. */
    synchronized void layOutReplay(List<ReplayProgress> replayed) {
        replayed.forEach(state -> partitions.put(state.partition().id(), state));
    }

    /** The partitions that are not done, in order. */
    public synchronized List<Partition> open() {
        return partitions.values().stream()
                .filter(progress -> !progress.done())
                .map(PartitionState::partition)
                .toList();
    }

    /** Lets tables be copied one after another, and not more than {@code most} partitions be open at once. */
    synchronized void order(Waves order, int most) {
        waves = order;
        atOnce = most;
    }

    /** The partitions that may begin to travel now, beside those that do. */
    public synchronized List<Partition> release() {
        travelling = new ArrayList<>(
                travelling.stream().filter(id -> !partitions.get(id).done()).toList());
        List<Partition> next = waiting();
        next.forEach(partition -> travelling.add(partition.id()));
        return next;
    }

    /** Of the first wave that is not done, those that do not travel, as many as there is room for. */
    private List<Partition> waiting() {
        List<Partition> open = open();
        int first = open.stream()
                .mapToInt(partition -> waves.of(partition.table()))
                .min()
                .orElse(0);
        return open.stream()
                .filter(partition -> waves.of(partition.table()) == first && !travelling.contains(partition.id()))
                .filter(partition -> !waves.inOrder(partition.table()) || isFirst(partition, open))
                .limit(Math.max(0, atOnce - travelling.size()))
                .toList();
    }

    private boolean hasRoom() {
        long under =
                travelling.stream().filter(id -> !partitions.get(id).done()).count();
        return under < atOnce && open().size() > under;
    }

    private boolean arrived() {
        return travelling.stream().allMatch(id -> partitions.get(id).done());
    }

    private static boolean isFirst(Partition partition, List<Partition> open) {
        return open.stream()
                .filter(other -> other.table().equals(partition.table()))
                .findFirst()
                .orElseThrow()
                .equals(partition);
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
     * The ledger row to write with a chunk whose fates are all known. The last row of a partition waits until it is known what the
     * partition holds.
     *
     * @throws CaravanException NO_GO when the chunk would bring the rejects over {@code stop-after}
     */
    public LedgerRow after(Chunk chunk, Instant now) {
        if (chunk.last()) {
            contents.settled(chunk.partition().id());
        }
        return row(chunk, now);
    }

    private synchronized LedgerRow row(Chunk chunk, Instant now) {
        long rejected = counts().rejected() + chunk.counts().rejected();
        if (bar().stops(rejected)) {
            throw new CaravanException(
                    ErrorCode.NO_GO,
                    pipeline.name() + " " + chunk,
                    rejected + " records rejected, and 'stop-after' is " + bar().stopAfter()
                            + "; look at the rejects, mend the mapping and run again, or mend the source and run with"
                            + " --fresh: rows that are there are skipped");
        }
        return of(chunk.partition()).after(chunk, now);
    }

    /** The bar that the records have to reach. */
    AcceptanceBar bar() {
        return new AcceptanceBar(
                pipeline.validation().accept(), pipeline.validation().stopAfter());
    }

    /** How many files could not be read to their end, in this run. */
    synchronized long broken() {
        return broken;
    }

    /** Counts a chunk as written; answers true when nothing travels any more, or more may begin to. */
    public synchronized boolean settle(Chunk chunk) {
        of(chunk.partition()).settle(chunk);
        broken += chunk.rejects().stream()
                .filter(reject -> reject.code().equals(RejectCode.BROKEN_FILE.code()))
                .count();
        fresh += chunk.records().count();
        waiting("");
        pace.moved(chunk.records().count(), System.nanoTime());
        return arrived() || chunk.last() && hasRoom();
    }

    /** Says why nothing moves; empty when it moves again. */
    public synchronized void waiting(String why) {
        waiting = why;
        pace.waiting(why, System.nanoTime());
    }

    /** How much of the verification is done, from 0 to 1, how many rows it has looked at, and what it is doing. */
    public synchronized void verified(double share, long rows, String doing) {
        verified = share;
        fresh = rows;
        this.doing = doing;
        pace.compared(rows, System.nanoTime());
    }

    /** What it did with its time so far. */
    public synchronized Pace pace() {
        return pace.read(System.nanoTime());
    }

    /** What the ledger holds, as far as this process knows: the partitions that were begun. */
    public synchronized List<LedgerRow> ledger() {
        return partitions.values().stream().map(PartitionState::row).toList();
    }

    /** How long records travelled in this run: the dry pass or the copy. */
    public synchronized double travelSeconds() {
        return travelNanos / 1e9;
    }

    /** How many records travelled in this run. */
    public synchronized long travelled() {
        return travelled;
    }

    /** What other processes are shown. */
    public synchronized PipelineProgress posted() {
        long done = partitions.values().stream().filter(PartitionState::done).count();
        Progress now = progress();
        long expected = now.fraction() > 0 ? Math.round(now.counts().read() / now.fraction()) : -1;
        return new PipelineProgress(
                pipeline.name(),
                phase,
                waiting,
                now.counts(),
                now.children(),
                expected,
                partitions.size(),
                (int) done,
                phase.isEnd() ? 0 : now.rate());
    }

    /** The sum over all partitions. */
    public synchronized Counts counts() {
        return partitions.values().stream().map(PartitionState::counts).reduce(Counts.ZERO, Counts::plus);
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
        double fraction = phase == PipelineState.VERIFYING ? verified : PartitionState.fraction(partitions.values());
        String now = phase == PipelineState.VERIFYING ? doing : "";
        return new Progress(pipeline.name(), phase, counts(), children(), fraction, now, waiting, nanos, fresh);
    }

    private PartitionState of(Partition partition) {
        PartitionState progress = partitions.get(partition.id());
        if (progress == null) {
            throw new IllegalStateException("partition " + partition.id() + " is not part of " + pipeline.name());
        }
        return progress;
    }
}
