package dev.caravan.verifier;

import dev.caravan.model.RowBuffer;
import dev.caravan.spi.Target;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Deletes the keys of one round that only the target has, and what it has more often than the source. Where a key tells rows
 * apart, one row of it is left; else all go and are written again by {@link Mending}, as often as they should be there. The
 * keys are gathered first, so that nothing is deleted from a table that is being read.
 */
final class Deleting implements Stage, RowSink {
    private final Group group;
    private final ComparedTable table;
    private final int number;
    private final KeyRound keys;
    private final ActualReading actual;
    private final BitSet gathered = new BitSet();
    private final RowBuffer extra;
    private final RowBuffer surplus;
    private boolean known;
    private long rows;
    private int deleted;
    private int thinned;

    Deleting(Group group, Round round) {
        this.group = group;
        this.number = round.tables().get(0);
        this.table = group.compared(number);
        this.keys = new KeyRound(group, round);
        this.actual = new ActualReading(group, List.of(number), this);
        this.extra = new RowBuffer(table.key(), 0);
        this.surplus = new RowBuffer(table.key(), 0);
    }

    @Override
    public boolean step() {
        if (!known) {
            known = keys.step();
            return false;
        }
        if (!actual.finished()) {
            rows += actual.step();
            return actual.finished() && extra.rows() + surplus.rows() == 0;
        }
        Target target = group.repair().target();
        if (deleted < extra.rows()) {
            target.delete(table.table(), batch(extra, deleted));
            deleted = next(extra, deleted);
        } else {
            target.deleteSurplus(table.table(), batch(surplus, thinned));
            thinned = next(surplus, thinned);
        }
        return deleted == extra.rows() && thinned == surplus.rows();
    }

    /** How many keys were deleted, or left once. */
    long deleted() {
        return deleted + thinned;
    }

    @Override
    public long rows() {
        return rows + keys.rows();
    }

    @Override
    public void row(Side side, int of, Origin origin, RowDigest row) {
        int entry = keys.keys(number).find(row.keyLow(), row.keyHigh());
        if (entry < 0 || gathered.get(entry) || !tooMuch(entry)) {
            return;
        }
        gathered.set(entry);
        boolean oneStays = !group.repeats(number) && keys.keys(number).count(entry, Side.EXPECTED) > 0;
        copy(row.rows(), row.row(), row.layout().key(), oneStays ? surplus : extra);
    }

    @Override
    public void close() {
        keys.close();
        actual.close();
    }

    private boolean tooMuch(int entry) {
        KeyTable found = keys.keys(number);
        return switch (found.verdict(entry, group.plan().existing())) {
            case EXTRA, DUPLICATE -> true;
            case DIFFERENT -> found.count(entry, Side.ACTUAL) > found.count(entry, Side.EXPECTED);
            case EQUAL, REPEATED, EXISTING, ALLOWED, OWN, MISSING -> false;
        };
    }

    private int next(RowBuffer of, int from) {
        return Math.min(of.rows(), from + group.options().batch());
    }

    private RowBuffer batch(RowBuffer of, int from) {
        int to = next(of, from);
        RowBuffer batch = new RowBuffer(table.key(), to - from);
        int[] columns = IntStream.range(0, table.key().size()).toArray();
        for (int row = from; row < to; row++) {
            copy(of, row, columns, batch);
        }
        return batch;
    }

    private static void copy(RowBuffer from, int row, int[] columns, RowBuffer into) {
        into.beginRow(into.rows());
        for (int column : columns) {
            into.addCopy(from, row, column);
        }
        into.endRow();
    }
}
