package dev.caravan.model;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * One unit of work: some consecutive records of a partition on their way from source to target. Each stage adds to it; a
 * stage moves a record by giving it a fate, it never drops one. Used by one thread at a time.
 */
public final class Chunk {
    private final Partition partition;
    private final Position from;
    private final Position to;
    private final boolean last;
    private final Records records;
    private final Fate[] fates;
    private final List<Reject> rejects = new ArrayList<>();
    private final List<Reject> kept = new ArrayList<>();
    private RowBuffer rows;
    private List<JsonNode> items = List.of();
    private List<ChildRows> children = List.of();
    private List<BitSet> rejectedChildren = List.of();
    private final Map<String, List<Integer>> unreadableChildren = new HashMap<>();

    /**
     * A chunk as the exporter makes it.
     *
     * @param from where the source was read from
     * @param to where the next chunk begins
     * @param last true when nothing of the partition follows; such a chunk may have no record
     */
    public Chunk(Partition partition, Position from, Position to, boolean last, Records records) {
        this.partition = requireNonNull(partition, "partition is null");
        this.from = requireNonNull(from, "from is null");
        this.to = requireNonNull(to, "to is null");
        this.last = last;
        this.records = requireNonNull(records, "records is null");
        this.fates = new Fate[records.count()];
        Arrays.fill(fates, Fate.PENDING);
    }

    public Partition partition() {
        return partition;
    }

    public Position from() {
        return from;
    }

    public Position to() {
        return to;
    }

    public boolean last() {
        return last;
    }

    public Records records() {
        return records;
    }

    /** What became of a record so far. */
    public Fate fate(int record) {
        return fates[record];
    }

    /** True while a record is on its way. */
    public boolean pending(int record) {
        return fates[record] == Fate.PENDING;
    }

    /** Gives a record its fate, once. A reject has its own method. */
    public void settle(int record, Fate fate) {
        if (fates[record] != Fate.PENDING || fate == Fate.PENDING) {
            throw new IllegalStateException("record " + record + " is " + fates[record] + ", cannot become " + fate);
        }
        fates[record] = fate;
    }

    /** Rejects a record: it and its children go no further. A record that is already settled stays as it is. */
    public void reject(int record, String code, String stage, String reason) {
        if (fates[record] != Fate.PENDING) {
            return;
        }
        fates[record] = Fate.REJECTED;
        rejects.add(reject(record, code, stage, "", reason));
    }

    /** Rejects one child row alone; its parent stays. */
    public void rejectChild(int child, int row, String code, String stage, String reason) {
        ChildRows of = children.get(child);
        if (rejectedChildren.get(child).get(row)) {
            return;
        }
        rejectedChildren.get(child).set(row);
        rejects.add(reject(of.rows().record(row), code, stage, name(of, row), reason));
    }

    /** Rejects a child that has no row, because it could not even be read. */
    public void rejectChild(int record, String table, long number, String code, String stage, String reason) {
        unreadableChildren.computeIfAbsent(table, name -> new ArrayList<>()).add(record);
        rejects.add(reject(record, code, stage, table + "#" + number, reason));
    }

    /** Settles a record as skipped because the target keeps its own, different row. */
    public void keep(int record, String reason) {
        settle(record, Fate.SKIPPED);
        kept.add(reject(record, RejectCode.KEPT_EXISTING.code(), "import", "", reason));
    }

    /** Notes that the target keeps its own, different row for a child; the child shares its parent's fate. */
    public void keepChild(int child, int row, String reason) {
        ChildRows of = children.get(child);
        kept.add(reject(of.rows().record(row), RejectCode.KEPT_EXISTING.code(), "import", name(of, row), reason));
    }

    /** True when a child row is still wanted: neither it nor its parent was rejected or filtered. */
    public boolean childPending(int child, int row) {
        return pending(children.get(child).rows().record(row))
                && !rejectedChildren.get(child).get(row);
    }

    /** True when this child row was itself rejected. */
    public boolean childRejected(int child, int row) {
        return rejectedChildren.get(child).get(row);
    }

    /** What became of the records so far, to be put back by {@link #restore}: after a write that failed and is tried again. */
    public Saved save() {
        return new Saved(
                fates.clone(),
                List.copyOf(rejects),
                List.copyOf(kept),
                rejectedChildren.stream().map(set -> (BitSet) set.clone()).toList());
    }

    /** Makes every fate what it was at {@link #save}. */
    public void restore(Saved saved) {
        System.arraycopy(saved.fates, 0, fates, 0, fates.length);
        rejects.clear();
        rejects.addAll(saved.rejects);
        kept.clear();
        kept.addAll(saved.kept);
        for (int child = 0; child < rejectedChildren.size(); child++) {
            rejectedChildren.get(child).clear();
            rejectedChildren.get(child).or(saved.children.get(child));
        }
    }

    /** The rejects found so far, in the order found. */
    public List<Reject> rejects() {
        return rejects;
    }

    /** Records and children whose existing row was kept. */
    public List<Reject> kept() {
        return kept;
    }

    /** The rows for the main table, at most one a record, in order; null before the transform stage. */
    public RowBuffer rows() {
        return rows;
    }

    /** One item a row of {@link #rows}, where the mapping or a schema asked for JSON; else empty. */
    public List<JsonNode> items() {
        return items;
    }

    /** The rows for child tables. */
    public List<ChildRows> children() {
        return children;
    }

    /** Sets what the transform stage made. */
    public void transformed(RowBuffer newRows, List<JsonNode> newItems, List<ChildRows> newChildren) {
        rows = requireNonNull(newRows, "rows is null");
        items = requireNonNull(newItems, "items is null");
        if (!children.equals(newChildren)) {
            rejectedChildren = newChildren.stream()
                    .map(child -> new BitSet(child.rows().rows()))
                    .toList();
        }
        children = List.copyOf(newChildren);
    }

    /**
     * The same records on their way into one more place: fates and rejects so far are those of this chunk, from then on they
     * part. Its children come along or not.
     */
    public Chunk copyWith(RowBuffer itsRows, boolean itsChildren) {
        Chunk copy = new Chunk(partition, from, to, last, records);
        copy.transformed(itsRows, List.of(), itsChildren ? children : List.of());
        System.arraycopy(fates, 0, copy.fates, 0, fates.length);
        copy.rejects.addAll(rejects);
        copy.kept.addAll(kept);
        copy.unreadableChildren.putAll(unreadableChildren);
        for (int child = 0; child < copy.rejectedChildren.size(); child++) {
            copy.rejectedChildren.get(child).or(rejectedChildren.get(child));
        }
        return copy;
    }

    /** Counts by fate; only once every record is settled. */
    public Counts counts() {
        long[] by = new long[Fate.values().length];
        for (Fate fate : fates) {
            by[fate.ordinal()]++;
        }
        return counts(by);
    }

    /**
     * Counts of the rows of one child table. A child shares its parent's fate unless it was rejected itself; the children of
     * a rejected record are not counted, the record stands for them.
     */
    public Counts childCounts(int child) {
        return childCounts(child, record -> true);
    }

    /** The same, only for the children of some records. */
    public Counts childCounts(int child, IntPredicate of) {
        ChildRows rows = children.get(child);
        long[] by = new long[Fate.values().length];
        for (int record : unreadableChildren.getOrDefault(rows.table(), List.of())) {
            by[stands(record) && of.test(record) ? Fate.REJECTED.ordinal() : Fate.PENDING.ordinal()]++;
        }
        for (int row = 0; row < rows.rows().rows(); row++) {
            int parent = rows.rows().record(row);
            if (stands(parent) && of.test(parent)) {
                by[(childRejected(child, row) ? Fate.REJECTED : fates[parent]).ordinal()]++;
            }
        }
        return counts(by);
    }

    private boolean stands(int record) {
        return fates[record] == Fate.IMPORTED || fates[record] == Fate.SKIPPED;
    }

    /** A place name for log lines and errors: partition and first ordinal. */
    @Override
    public String toString() {
        return partition.id() + " records " + from.ordinal() + ".." + to.ordinal();
    }

    private static String name(ChildRows of, int row) {
        return of.table() + "#" + of.rows().longValue(row, of.numbers());
    }

    private static Counts counts(long[] by) {
        long imported = by[Fate.IMPORTED.ordinal()];
        long filtered = by[Fate.FILTERED.ordinal()];
        long rejected = by[Fate.REJECTED.ordinal()];
        long skipped = by[Fate.SKIPPED.ordinal()];
        return new Counts(imported + filtered + rejected + skipped, imported, filtered, rejected, skipped);
    }

    private Reject reject(int record, String code, String stage, String child, String reason) {
        return new Reject(
                code, stage, child, records.key(record), records.place(record), records.ordinal(record), reason);
    }

    /** A state of a chunk; see {@link #save}. */
    public static final class Saved {
        private final Fate[] fates;
        private final List<Reject> rejects;
        private final List<Reject> kept;
        private final List<BitSet> children;

        private Saved(Fate[] fates, List<Reject> rejects, List<Reject> kept, List<BitSet> children) {
            this.fates = fates;
            this.rejects = rejects;
            this.kept = kept;
            this.children = children;
        }
    }
}
