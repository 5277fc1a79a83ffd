package dev.caravan.verifier;

import java.util.ArrayList;
import java.util.List;

/** Reads both sides and gathers the keys of one round. */
final class KeyRound implements RowSink, AutoCloseable {
    private final Round round;
    private final Owners owners;
    private final List<KeyTable> keys = new ArrayList<>();
    private final List<TwoSums> sums = new ArrayList<>();
    private final ExpectedReading expected;
    private final ActualReading actual;
    private long rows;

    KeyRound(Group group, Round round) {
        this.round = round;
        this.owners = group.plan().owners();
        for (int table : group.all()) {
            Round.Slice slice = round.slice(table);
            keys.add(slice == null ? null : new KeyTable(slice.entries(), group.repeats(table)));
            sums.add(new TwoSums());
        }
        this.expected = new ExpectedReading(group, this);
        this.actual = new ActualReading(group, round.tables(), this);
    }

    /** Reads a chunk; true when both sides are read. */
    boolean step() {
        if (!expected.finished()) {
            rows += expected.step().records().count();
        } else if (!actual.finished()) {
            rows += actual.step();
        }
        return expected.finished() && actual.finished();
    }

    KeyTable keys(int table) {
        return keys.get(table);
    }

    /** The sums over what this round met, to be compared with those of the first reading. */
    TwoSums sums(int table) {
        return sums.get(table);
    }

    long rows() {
        return rows;
    }

    @Override
    public boolean wants(int table) {
        return keys.get(table) != null;
    }

    @Override
    public void row(Side side, int table, Origin origin, RowDigest row) {
        if (!round.slice(table).holds(row)) {
            return;
        }
        keys.get(table).add(side, origin, row, owners.own(row));
        if (origin == Origin.WANTED) {
            sums.get(table).of(side).add(row.rowLow(), row.rowHigh(), 1);
        }
    }

    @Override
    public void close() {
        expected.close();
        actual.close();
    }
}
