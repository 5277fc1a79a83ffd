package dev.caravan.report;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.repository.JournalHead;
import dev.caravan.repository.RunOutcome;
import java.time.Instant;
import java.util.List;

/**
 * All that is known about one run.
 *
 * @param run the run's id in the state
 * @param reason why it ended so, for people; empty when all is well
 * @param now the migration's first start, the {@code now} of its mappings; null before the target was opened
 * @param gates as objects, in the plan's order
 * @param steps as objects, in the plan's order
 * @param traffic an object; empty where none is moved
 * @param journal the journal's head when the report was made
 */
public record RunReport(
        String migration,
        String run,
        RunOutcome outcome,
        String reason,
        Instant started,
        Instant ended,
        Instant now,
        List<PipelineReport> pipelines,
        List<VerificationReport> verification,
        List<JsonNode> gates,
        List<JsonNode> steps,
        JsonNode traffic,
        JournalHead journal,
        Environment environment) {
    public RunReport {
        requireNonNull(migration, "migration is null");
        requireNonNull(run, "run is null");
        requireNonNull(outcome, "outcome is null");
        requireNonNull(reason, "reason is null");
        requireNonNull(started, "started is null");
        requireNonNull(ended, "ended is null");
        pipelines = List.copyOf(pipelines);
        verification = List.copyOf(verification);
        gates = List.copyOf(gates);
        steps = List.copyOf(steps);
        requireNonNull(traffic, "traffic is null");
        requireNonNull(journal, "journal is null");
        requireNonNull(environment, "environment is null");
    }

    /** Sums that do not come out even, one sentence each: a run with any of them has failed. */
    public List<String> contradictions() {
        return pipelines.stream()
                .flatMap(pipeline -> pipeline.contradictions().stream())
                .toList();
    }
}
