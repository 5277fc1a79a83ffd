package dev.caravan.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.Counts;
import dev.caravan.model.Migration;
import dev.caravan.model.Step;
import dev.caravan.repository.PipelineState;
import dev.caravan.repository.StepRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an earlier run of the same passage moved and verified: its steps keep the figures, so that no report is without them. */
final class MovedEarlier {
    private final Map<String, JsonNode> facts = new HashMap<>();

    /** Knows what these steps found, the last one of a pipeline. */
    MovedEarlier(Migration migration, List<StepRow> rows) {
        Map<String, String> pipelines = new HashMap<>();
        for (Step step : migration.plan().steps()) {
            if (step.kind().equals("pipeline") && !step.isDryRun()) {
                pipelines.put(step.id(), step.options().path("of").asText());
            }
        }
        rows.stream()
                .filter(row -> pipelines.containsKey(row.step()) && row.facts().has("read"))
                .forEach(row -> facts.put(pipelines.get(row.step()), row.facts()));
    }

    /** The report itself where this run had to do with the pipeline, else one with what is known. */
    PipelineReport of(PipelineReport made) {
        JsonNode known = facts.get(made.name());
        if (known == null || made.state() != PipelineState.PLANNED) {
            return made;
        }
        Counts counts = new Counts(
                known.path("read").asLong(),
                known.path("imported").asLong(),
                known.path("filtered").asLong(),
                known.path("rejected").asLong(),
                known.path("skipped").asLong());
        return new PipelineReport(
                made.name(),
                PipelineState.DONE,
                made.from(),
                made.into(),
                counts,
                made.children(),
                made.work(),
                made.rejects());
    }

    /** What was compared then, of pipelines that this run did not verify. */
    List<VerificationReport> checks(List<VerificationReport> made) {
        List<VerificationReport> all = new ArrayList<>(made);
        facts.forEach((pipeline, known) -> {
            if (made.stream().noneMatch(check -> check.pipeline().equals(pipeline))) {
                known.path("verify")
                        .properties()
                        .forEach(check -> all.add(check(pipeline, check.getKey(), check.getValue(), known)));
            }
        });
        return all;
    }

    private static VerificationReport check(String pipeline, String name, JsonNode share, JsonNode known) {
        return new VerificationReport(
                pipeline,
                name,
                "",
                share.asDouble() == 1 ? "pass" : "fail",
                known.path("compared").path(name).asLong(),
                0,
                0,
                0,
                0,
                Duration.ZERO,
                List.of(),
                0);
    }
}
