package dev.caravan.report;

import static java.util.Objects.requireNonNull;

import dev.caravan.repository.Run;
import java.time.Instant;

/**
 * A run that came before the one a report is about.
 *
 * @param ended null when it had not ended when the report was made
 * @param outcome as people see it
 * @param reason why it ended so; empty when all was well
 */
public record EarlierRun(String run, String verb, Instant started, Instant ended, String outcome, String reason) {
    public EarlierRun {
        requireNonNull(run, "run is null");
        requireNonNull(started, "started is null");
    }

    static EarlierRun of(Run run) {
        return new EarlierRun(
                String.valueOf(run.id()),
                run.verb(),
                run.started(),
                run.ended(),
                run.outcome() == null ? "running" : run.outcome().text(),
                run.reason());
    }
}
