package dev.caravan.verifier;

import dev.caravan.model.RowBuffer;

/**
 * Writes the rows of one round again that the target lacks or has otherwise. Of equal rows that nothing tells apart, only as many
 * as are missing.
 */
final class Mending implements Stage, RowSink {
    private final Group group;
    private final int table;
    private final KeyRound keys;
    private final ExpectedReading expected;
    private boolean known;
    private RowBuffer again;
    private long rows;
    private long mended;

    Mending(Group group, Round round) {
        this.group = group;
        this.table = round.tables().get(0);
        this.keys = new KeyRound(group, round);
        this.expected = new ExpectedReading(group, this);
    }

    @Override
    public boolean step() {
        if (!known) {
            known = keys.step();
            return false;
        }
        if (expected.finished()) {
            return true;
        }
        again = null;
        rows += expected.step().records().count();
        if (again != null) {
            group.repair().target().repair(group.name(table), again);
            mended += again.rows();
        }
        return expected.finished();
    }

    /** How many rows were written. */
    long mended() {
        return mended;
    }

    @Override
    public long rows() {
        return rows + keys.rows();
    }

    @Override
    public boolean wants(int candidate) {
        return candidate == table;
    }

    @Override
    public void row(Side side, int of, Origin origin, RowDigest row) {
        int entry = keys.keys(table).find(row.keyLow(), row.keyHigh());
        if (entry < 0 || origin != Origin.WANTED) {
            return;
        }
        Verdict verdict = keys.keys(table).verdict(entry, group.plan().existing());
        if (verdict != Verdict.MISSING && verdict != Verdict.DIFFERENT) {
            return;
        }
        if (group.repeats(table)) {
            // Counted as there from now on: as soon as there are enough, the key is equal
            keys.keys(table).add(Side.ACTUAL, Origin.WANTED, row, false);
        }
        RowBuffer given = row.original();
        if (again == null) {
            again = new RowBuffer(given.columns(), 0);
        }
        again.beginRow(again.rows());
        for (int column = 0; column < given.columns().size(); column++) {
            again.addCopy(given, row.row(), column);
        }
        again.endRow();
    }

    @Override
    public void close() {
        keys.close();
        expected.close();
    }
}
