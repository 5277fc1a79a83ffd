package dev.caravan.verifier;

import dev.caravan.model.Existing;
import dev.caravan.model.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Turns what a finished comparison knows into the results of the checks that were asked for. */
final class GroupReport {
    private final GroupComparison comparison;
    private final Group group;
    private final double seconds;

    GroupReport(GroupComparison comparison, double seconds) {
        this.comparison = comparison;
        this.group = comparison.group();
        this.seconds = seconds;
    }

    List<CheckResult> results() {
        List<CheckResult> results = new ArrayList<>();
        for (int table : group.all()) {
            if (group.options().counts()) {
                results.add(counts(table));
                group.options().by().forEach(column -> results.addAll(countsBy(table, column)));
            }
            if (group.options().rows()) {
                results.add(rows(table));
            }
            if (group.options().sample() > 0) {
                results.add(sample(table));
            }
        }
        return results;
    }

    private CheckResult counts(int table) {
        List<Finding> findings = new ArrayList<>();
        if (table == 0) {
            findings.addAll(comparison.summing().counts().findings());
        }
        boolean explained = findings.isEmpty();
        long surplus = comparison.findings(table).tally().surplus();
        BucketSums sums = comparison.summing().sums().get(table);
        long expected = sums.rows(Side.EXPECTED);
        if (surplus != 0) {
            String detail =
                    expected + " rows accepted of the source, " + sums.rows(Side.ACTUAL) + " rows in the target";
            findings.add(new Finding("different", name(table), detail));
        }
        Outcome outcome = outcome(explained && surplus == 0);
        long duplicates = comparison.findings(table).tally().duplicates();
        return new CheckResult(
                group.plan().pipeline(),
                "counts",
                name(table),
                outcome,
                expected,
                Math.max(0, -surplus),
                Math.max(0, surplus),
                0,
                duplicates,
                seconds,
                findings);
    }

    /** A result for each value of a column; a table that lacks the column has none. */
    private List<CheckResult> countsBy(int table, String column) {
        Map<String, long[]> values = comparison.summing().values().get(table).of(column);
        if (values.size() > ValueCounts.MOST) {
            String detail = "more than " + ValueCounts.MOST + " values; count by a column with fewer";
            return List.of(countOf(column, name(table), 0, 0, List.of(new Finding("different", column, detail))));
        }
        boolean failed = comparison.findings(table).tally().failed();
        List<CheckResult> results = new ArrayList<>();
        values.forEach((value, both) -> {
            long expected = both[Side.EXPECTED.ordinal()];
            long actual = both[Side.ACTUAL.ordinal()];
            // What else the target may have, the comparison of rows has judged
            boolean wrong = actual < expected || actual > expected && failed;
            String detail = expected + " rows accepted of the source, " + actual + " rows in the target";
            results.add(countOf(
                    column,
                    value,
                    expected,
                    actual,
                    wrong ? List.of(new Finding("different", value, detail)) : List.of()));
        });
        return results;
    }

    private CheckResult countOf(String column, String value, long expected, long actual, List<Finding> findings) {
        return new CheckResult(
                group.plan().pipeline(),
                CheckResult.COUNTS_BY + column,
                value,
                outcome(findings.isEmpty()),
                expected,
                Math.max(0, expected - actual),
                Math.max(0, actual - expected),
                0,
                0,
                seconds,
                findings);
    }

    private CheckResult rows(int table) {
        Findings of = comparison.findings(table);
        Tally tally = of.tally();
        BucketSums sums = comparison.summing().sums().get(table);
        List<Finding> findings = new ArrayList<>(of.list());
        // Where the target may have rows of its own, more of them may come: each row of the source was judged all the
        // same
        boolean free = group.plan().existing() != Existing.REJECT
                || !group.plan().owners().isNone();
        boolean steady = of.met().expected().same(sums.opened(Side.EXPECTED))
                && (free || of.met().actual().same(sums.opened(Side.ACTUAL)));
        if (!steady) {
            findings.add(new Finding(
                    "unstable",
                    name(table),
                    "a side changed while it was compared; stop what writes to it, verify again"));
        }
        return new CheckResult(
                group.plan().pipeline(),
                "rows",
                name(table),
                outcome(steady && !tally.failed()),
                sums.rows(Side.EXPECTED),
                tally.of(Verdict.MISSING),
                tally.of(Verdict.EXTRA) + tally.of(Verdict.ALLOWED),
                tally.of(Verdict.DIFFERENT),
                tally.duplicates(),
                seconds,
                findings,
                group.plan().owners().isNone() ? Map.of() : Map.of("own", (double) tally.of(Verdict.OWN)));
    }

    private CheckResult sample(int table) {
        Samples samples = comparison.summing().samples().get(table);
        return new CheckResult(
                group.plan().pipeline(),
                "sample",
                name(table),
                outcome(samples.missing() + samples.different() == 0),
                samples.size(),
                samples.missing(),
                0,
                samples.different(),
                0,
                seconds,
                samples.findings(group.compared(table)));
    }

    private String name(int table) {
        return group.name(table);
    }

    private static Outcome outcome(boolean good) {
        return good ? Outcome.PASS : Outcome.FAIL;
    }
}
