package dev.caravan.report;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.Finding;
import java.time.Duration;
import java.util.List;

/**
 * What one check of a verification found.
 *
 * @param check {@code rows of TABLE}, {@code counts of TABLE}, {@code integrity}, ...
 * @param outcome {@code pass}, {@code fail}, or another word of the check
 * @param compared how many records or rows were looked at
 * @param findings the first of them
 * @param more how many findings are left out
 */
public record VerificationReport(
        String pipeline,
        String check,
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
        requireNonNull(outcome, "outcome is null");
        requireNonNull(time, "time is null");
        findings = List.copyOf(findings);
    }

    /** True when nothing is wrong. */
    public boolean passed() {
        return outcome.equals("pass");
    }
}
