package dev.caravan.verifier;

import java.util.List;

/** Reads both sides for the rows that findings name, and writes the findings. */
final class Naming implements Stage, RowSink {
    private final Group group;
    private final List<Findings> findings;
    private final ExpectedReading expected;
    private final ActualReading actual;
    private long rows;

    Naming(Group group, List<Findings> findings) {
        this.group = group;
        this.findings = findings;
        this.expected = new ExpectedReading(group, this);
        List<Integer> tables = group.all().stream().filter(this::wants).toList();
        this.actual = new ActualReading(group, tables, this);
    }

    @Override
    public boolean step() {
        if (!actual.finished() && !expected.finished()) {
            rows += expected.step().records().count();
            return false;
        }
        if (!actual.finished()) {
            rows += actual.step();
            return false;
        }
        for (int table : group.all()) {
            Findings of = findings.get(table);
            of.list().addAll(of.named().findings(group.compared(table), of.tally()));
        }
        return true;
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public boolean wants(int table) {
        return findings.get(table).named().size() > 0;
    }

    @Override
    public void row(Side side, int table, Origin origin, RowDigest row) {
        findings.get(table).named().look(side, row, group.options().showValues());
    }

    @Override
    public void close() {
        expected.close();
        actual.close();
    }
}
