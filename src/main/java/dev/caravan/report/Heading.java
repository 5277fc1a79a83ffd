package dev.caravan.report;

import static java.util.Objects.requireNonNull;

import dev.caravan.repository.Run;
import dev.caravan.repository.RunOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was run, and how it ended.
 *
 * @param description the migration file's own words; may be empty
 * @param run the run's id in the state
 * @param outcome null while it runs
 * @param reason why it ended so, for people, a line for each cause; empty when all is well
 * @param ended null while it runs
 * @param now the migration's first start, the {@code now} of its mappings; null before the target was opened
 * @param file SHA-256 of the migration file, as hex
 * @param settings of the file with their values, secrets masked; kept by name
 */
public record Heading(
        String migration,
        String description,
        String run,
        String verb,
        RunOutcome outcome,
        String reason,
        Instant started,
        Instant ended,
        Instant now,
        String file,
        Map<String, String> settings) {
    public Heading {
        requireNonNull(migration, "migration is null");
        requireNonNull(description, "description is null");
        requireNonNull(run, "run is null");
        requireNonNull(verb, "verb is null");
        requireNonNull(reason, "reason is null");
        requireNonNull(started, "started is null");
        requireNonNull(file, "file is null");
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    }

    /**
     * What the record of a run tells, with more.
     *
     * @param outcome the recorded one, unless more is known
     */
    static Heading of(Run run, RunOutcome outcome, String description, Instant now, Map<String, String> settings) {
        return new Heading(
                run.migration(),
                description,
                String.valueOf(run.id()),
                run.verb(),
                outcome,
                run.reason(),
                run.started(),
                run.ended(),
                now,
                run.fileDigest(),
                settings);
    }

    /** The outcome as people and scripts see it. */
    public String standing() {
        return outcome == null ? "running" : outcome.text();
    }

    /** From its start to its end; zero while it runs. */
    public Duration took() {
        return ended == null ? Duration.ZERO : Duration.between(started, ended);
    }
}
