package dev.caravan.report;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.Finding;
import java.time.Duration;
import java.util.List;

/**
 * What one check of a verification found.
 *
 * @param check {@code rows}, {@code counts}, {@code integrity}, ...
 * @param table the table it is about; empty where it is about all of them
 * @param outcome {@code pass}, {@code fail}, or another word of the check
 * @param compared how many records or rows were looked at
 * @param findings the first of them
 * @param more how many findings are left out
 */
public record VerificationReport(
        String pipeline,
        String check,
        String table,
        String outcome,
        long compared,
        long missing,
        long extra,
        long different,
        long duplicates,
        Duration time,
        List<Finding> findings,
        int more) {
    public VerificationReport {
        requireNonNull(pipeline, "pipeline is null");
        requireNonNull(check, "check is null");
        requireNonNull(table, "table is null");
        requireNonNull(outcome, "outcome is null");
        requireNonNull(time, "time is null");
        findings = List.copyOf(findings);
    }

    /** As people see it: {@code rows of memories}. */
    public String title() {
        return table.isEmpty() ? check : check + " of " + table;
    }

    /** True when nothing is wrong. */
    public boolean passed() {
        return outcome.equals("pass");
    }
}
