package dev.caravan.verifier;

import dev.caravan.model.RowBuffer;
import java.util.BitSet;
import java.util.List;

/**
 * Deletes the keys of one round that only the target has, or that it has more often than the source; the latter are written
 * again by {@link Mending}. The keys are gathered first, so that nothing is deleted from a table that is being read.
 */
final class Deleting implements Stage, RowSink {
    private final Group group;
    private final ComparedTable table;
    private final int number;
    private final KeyRound keys;
    private final ActualReading actual;
    private final BitSet gathered = new BitSet();
    private final RowBuffer surplus;
    private boolean known;
    private long rows;
    private int deleted;

    Deleting(Group group, Round round) {
        this.group = group;
        this.number = round.tables().get(0);
        this.table = group.compared(number);
        this.keys = new KeyRound(group, round);
        this.actual = new ActualReading(group, List.of(number), this);
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
            return actual.finished() && surplus.rows() == 0;
        }
        delete(Math.min(surplus.rows(), deleted + group.options().batch()));
        return deleted == surplus.rows();
    }

    /** How many keys were deleted. */
    long deleted() {
        return deleted;
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
        copy(row.rows(), row.row(), row.layout().key(), surplus);
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

    private void delete(int to) {
        RowBuffer batch = new RowBuffer(table.key(), to - deleted);
        int[] columns = new int[table.key().size()];
        for (int column = 0; column < columns.length; column++) {
            columns[column] = column;
        }
        for (int row = deleted; row < to; row++) {
            copy(surplus, row, columns, batch);
        }
        group.repair().target().delete(table.table(), batch);
        deleted = to;
    }

    private static void copy(RowBuffer from, int row, int[] columns, RowBuffer into) {
        into.beginRow(into.rows());
        for (int column : columns) {
            into.addCopy(from, row, column);
        }
        into.endRow();
    }
}
