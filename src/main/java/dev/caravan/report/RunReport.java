package dev.caravan.report;

import static java.util.Objects.requireNonNull;

import dev.caravan.repository.JournalHead;
import java.util.List;

/**
 * All that is known about one run: the one document that every format is made from, and that the state keeps as JSON.
 *
 * @param contradictions sums that do not come out even, one sentence each
 * @param earlier runs of the same migration, youngest first; the very old ones are left out
 * @param journal the journal's head when the report was made
 */
public record RunReport(
        Heading heading,
        List<PipelineReport> pipelines,
        List<VerificationReport> verification,
        PlanReport plan,
        List<String> contradictions,
        List<EarlierRun> earlier,
        JournalHead journal,
        Environment environment) {
    public RunReport {
        requireNonNull(heading, "heading is null");
        pipelines = List.copyOf(pipelines);
        verification = List.copyOf(verification);
        requireNonNull(plan, "plan is null");
        contradictions = List.copyOf(contradictions);
        earlier = List.copyOf(earlier);
        requireNonNull(journal, "journal is null");
        requireNonNull(environment, "environment is null");
    }
}
