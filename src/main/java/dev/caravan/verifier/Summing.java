package dev.caravan.verifier;

import dev.caravan.model.Chunk;
import dev.caravan.model.LedgerRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The first reading of a group: sums of both sides, samples and counts. The sides take turns, so that both are read ahead at the
 * same time. Can be kept after every chunk.
 */
final class Summing implements FirstReading, RowSink {
    private final Group group;
    private final List<BucketSums> sums = new ArrayList<>();
    private final List<Samples> samples = new ArrayList<>();
    private final List<ValueCounts> values = new ArrayList<>();
    private final SourceCounts counts;
    private final ExpectedReading expected;
    private final ActualReading actual;
    private final double records;
    private long recordsRead;
    private long rowsRead;

    Summing(Group group, Map<String, LedgerRow> ledger) {
        this.group = group;
        for (int table : group.all()) {
            sums.add(new BucketSums());
            values.add(new ValueCounts(group.options().by()));
            samples.add(new Samples(group.options().sample(), group.options().showValues()));
        }
        this.counts = new SourceCounts(ledger);
        this.expected = new ExpectedReading(group, this);
        this.actual = new ActualReading(group, group.all(), this);
        this.records = records(group, ledger);
    }

    /** How many records the source is thought to have. */
    static double records(Group group, Map<String, LedgerRow> ledger) {
        return group.partitions().stream()
                .mapToDouble(partition -> ledger.containsKey(partition.id())
                        ? ledger.get(partition.id()).counts().read()
                        : Math.max(0, partition.records()))
                .sum();
    }

    @Override
    public boolean finished() {
        return expected.finished() && actual.finished();
    }

    @Override
    public void step() {
        if (isTurnOfActual()) {
            rowsRead += actual.step();
            return;
        }
        Chunk chunk = expected.step();
        counts.add(chunk);
        recordsRead += chunk.records().count();
    }

    /** Which columns are compared is known once the source has given a row of the table. */
    private boolean isTurnOfActual() {
        return expected.finished()
                || !actual.finished()
                        && group.isLearnt(actual.table())
                        && samples.get(actual.table()).isFull()
                        && rowsRead < recordsRead;
    }

    @Override
    public double share() {
        double source = expected.finished() ? 1 : records == 0 ? 0 : Math.min(1, recordsRead / records);
        double wanted = sums.stream().mapToLong(of -> of.rows(Side.EXPECTED)).sum();
        double target = actual.finished() ? 1 : source * Math.min(1, rowsRead / Math.max(1, wanted));
        return (source + target) / 2;
    }

    @Override
    public String doing() {
        return "comparing";
    }

    @Override
    public KeyFilter filter() {
        return null;
    }

    @Override
    public long read() {
        return recordsRead + rowsRead;
    }

    @Override
    public List<BucketSums> sums() {
        return sums;
    }

    @Override
    public List<Samples> samples() {
        return samples;
    }

    @Override
    public List<ValueCounts> values() {
        return values;
    }

    @Override
    public SourceCounts counts() {
        return counts;
    }

    @Override
    public void row(Side side, int table, Origin origin, RowDigest row) {
        if (origin != Origin.WANTED) {
            sums.get(table).settle(row.bucket());
            return;
        }
        sums.get(table).add(side, row);
        values.get(table).add(side, row);
        if (group.options().sample() > 0 && !group.plan().owners().own(row)) {
            samples.get(table).add(side, row, !expected.finished());
        }
    }

    @Override
    public void write(StateOutput out) {
        sums.forEach(of -> of.write(out));
        samples.forEach(of -> of.write(out));
        values.forEach(of -> of.write(out));
        counts.write(out);
        out.number(recordsRead);
        out.number(rowsRead);
        expected.cursor().write(out);
        actual.write(out);
    }

    @Override
    public void read(StateInput in) {
        sums.replaceAll(of -> BucketSums.read(in));
        samples.forEach(of -> of.read(in));
        values.forEach(of -> of.read(in));
        counts.read(in);
        recordsRead = in.number();
        rowsRead = in.number();
        if (!expected.cursor().read(in)) {
            throw in.broken("the source is cut into other partitions now");
        }
        int again = actual.read(in);
        if (again >= 0) {
            sums.get(again).clear(Side.ACTUAL);
            samples.get(again).clearActual();
            values.get(again).clear(Side.ACTUAL);
        }
    }

    @Override
    public void close() {
        expected.close();
        actual.close();
    }
}
