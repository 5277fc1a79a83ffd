package dev.caravan.verifier;

import dev.caravan.model.Chunk;
import dev.caravan.model.LedgerRow;
import java.util.List;
import java.util.Map;

/**
 * The first reading of one table whose rows come in the order of one key on both sides: they are read side by side and compared
 * byte by byte. Rows that are alike are counted and no more; all others go into the sums, and their keys into the filter, so
 * that the second reading looks at these alone. A side that turns out not to be in order ends it: {@link #gaveUp}.
 */
final class Merging implements FirstReading, RowSink {
    private static final int TABLE = 0;

    private final Group group;
    private final Samples samples;
    private final SourceCounts counts;
    private final KeyFilter filter = new KeyFilter();
    private final RowMatch match = new RowMatch();
    private final ExpectedReading expected;
    private final MergedRows actual;
    private final KeyOrder order;
    private final double records;
    private BucketSums sums = new BucketSums();
    private boolean gaveUp;
    private long recordsRead;

    Merging(Group group, Map<String, LedgerRow> ledger) {
        this.group = group;
        this.samples = new Samples(group.options().sample(), group.options().showValues());
        this.counts = new SourceCounts(ledger);
        this.expected = new ExpectedReading(group, this);
        this.actual = new MergedRows(group);
        this.order = new KeyOrder(group.key(TABLE));
        this.records = Summing.records(group, ledger);
    }

    /** True when it cannot go on because a side is in another order; nothing of it counts then. */
    boolean gaveUp() {
        return gaveUp || actual.isUnordered();
    }

    @Override
    public boolean finished() {
        return expected.finished() && actual.finished();
    }

    @Override
    public void step() {
        if (!expected.finished()) {
            Chunk chunk = expected.step();
            counts.add(chunk);
            recordsRead += chunk.records().count();
            return;
        }
        for (int row = actual.left(); row > 0 && !gaveUp(); row--) {
            differs(Side.ACTUAL, actual.row());
            actual.advance();
        }
    }

    /** Takes the next row of the source: first all rows of the target that come before it. */
    @Override
    public void row(Side side, int table, Origin origin, RowDigest row) {
        if (gaveUp() || !order.isAfter(row)) {
            gaveUp = true;
            return;
        }
        int place = actual.place(row);
        while (place < 0 && place != RowMatch.UNORDERED) {
            differs(Side.ACTUAL, actual.row());
            actual.advance();
            place = actual.place(row);
        }
        if (place == RowMatch.UNORDERED) {
            gaveUp = true;
            return;
        }
        compare(origin, row, place == 0);
    }

    private void compare(Origin origin, RowDigest row, boolean met) {
        boolean alike = met && origin == Origin.WANTED && match.equal(row, actual.row());
        if (alike) {
            sums.equal();
            sample(Side.EXPECTED, row);
            sample(Side.ACTUAL, actual.row());
        } else if (origin == Origin.WANTED) {
            differs(Side.EXPECTED, row);
        } else {
            sums.settle(row.bucket());
            gaveUp |= !filter.add(row);
        }
        if (met && !alike) {
            differs(Side.ACTUAL, actual.row());
        }
        if (met) {
            actual.advance();
        }
    }

    private void differs(Side side, RowDigest row) {
        sums.add(side, row);
        gaveUp |= !filter.add(row);
        sample(side, row);
    }

    private void sample(Side side, RowDigest row) {
        if (group.options().sample() > 0 && !group.plan().owners().own(row)) {
            samples.add(side, row, false);
        }
    }

    @Override
    public double share() {
        return finished() ? 1 : records == 0 ? 0 : Math.min(1, recordsRead / records);
    }

    @Override
    public long read() {
        return recordsRead + actual.read();
    }

    @Override
    public String doing() {
        return "comparing side by side";
    }

    @Override
    public List<BucketSums> sums() {
        return List.of(sums);
    }

    @Override
    public List<Samples> samples() {
        return List.of(samples);
    }

    @Override
    public List<ValueCounts> values() {
        return List.of();
    }

    @Override
    public SourceCounts counts() {
        return counts;
    }

    @Override
    public KeyFilter filter() {
        return filter;
    }

    @Override
    public void write(StateOutput out) {
        sums.write(out);
        samples.write(out);
        counts.write(out);
        filter.write(out);
        out.number(recordsRead);
        order.write(out);
        expected.cursor().write(out);
        actual.write(out);
    }

    @Override
    public void read(StateInput in) {
        sums = BucketSums.read(in);
        samples.read(in);
        counts.read(in);
        filter.read(in);
        recordsRead = in.number();
        order.read(in);
        if (!expected.cursor().read(in)) {
            throw in.broken("the source is cut into other partitions now");
        }
        if (!actual.read(in)) {
            throw in.broken("the target is cut into other partitions now");
        }
    }

    @Override
    public void close() {
        expected.close();
        actual.close();
    }
}
