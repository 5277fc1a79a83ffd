package dev.caravan.report;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What one check of a verification found.
 *
 * @param check {@code rows}, {@code counts}, {@code integrity}, ...
 * @param outcome {@code pass}, {@code fail}, or another word of the check
 * @param compared how many records or rows were looked at
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
        Duration time) {
    public VerificationReport {
        requireNonNull(pipeline, "pipeline is null");
        requireNonNull(check, "check is null");
        requireNonNull(outcome, "outcome is null");
        requireNonNull(time, "time is null");
    }
}
