package dev.caravan.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Masking;
import dev.caravan.repository.Passage;
import dev.caravan.repository.Run;
import dev.caravan.repository.SignOffs;
import dev.caravan.repository.StepRow;
import dev.caravan.run.MigrationRun;
import dev.caravan.run.RunState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reports a migration's youngest passage through its plan. Safe for use by several threads. */
final class PlanReporter {
    private final RunState state;

    PlanReporter(RunState state) {
        this.state = state;
    }

    /** What is kept of the passage, whatever became of who worked on it. */
    PlanReport of(Run run) {
        return PassageStory.of(state, run.migration())
                .map(story -> of(run, story.steps(state), JsonNodeFactory.instance.objectNode()))
                .orElse(PlanReport.NONE);
    }

    /** These steps of the passage; no plan where there are none. */
    PlanReport of(Run run, List<StepRow> rows, JsonNode traffic) {
        String migration = run.migration();
        Optional<PassageStory> story = rows.isEmpty() ? Optional.empty() : PassageStory.of(state, migration);
        List<ObjectNode> steps = rows.stream().map(PlanReporter::step).toList();
        story.ifPresent(told -> steps.forEach(told::tell));
        return new PlanReport(
                gates(migration, rows),
                List.copyOf(steps),
                traffic,
                story.map(told -> passage(told, run, rows)).orElseGet(JsonNodeFactory.instance::objectNode));
    }

    /** With the steps that have not been begun. */
    private static JsonNode passage(PassageStory story, Run run, List<StepRow> rows) {
        Set<String> begun = rows.stream().map(StepRow::step).collect(Collectors.toSet());
        ObjectNode passage = story.tree();
        Downtime.of(run.facts().path(MigrationRun.PLAN), rows).ifPresent(downtime -> passage.set("downtime", downtime));
        ArrayNode ahead = passage.putArray("ahead");
        ArrayNode unasked = passage.putArray("notNeeded");
        for (JsonNode step : run.facts().path(MigrationRun.PLAN)) {
            String id = step.path("phase").asText() + "/" + step.path("name").asText();
            if (!begun.contains(id)) {
                (step.path(MigrationRun.REMEDY).asBoolean() ? unasked : ahead).add(id);
            }
        }
        return passage;
    }

    private List<JsonNode> gates(String migration, List<StepRow> steps) {
        SignOffs said = new SignOffs(state.database(), state.clock());
        long passage = state.passages().latest(migration).map(Passage::number).orElse(0L);
        return GateReport.of(steps, step -> said.of(migration, passage, step));
    }

    private static ObjectNode step(StepRow row) {
        ObjectNode step = JsonNodeFactory.instance
                .objectNode()
                .put("step", row.step())
                .put("kind", row.kind())
                .put("state", row.state().text())
                .put("attempt", row.attempt())
                .put("begun", row.begun().toString())
                .put("ended", row.ended() == null ? null : row.ended().toString())
                .put("reason", row.reason());
        // A plan may need the output of a program as it is; who reads of it does not
        step.set("facts", Masking.masked(row.facts()));
        step.set("evidence", row.evidence());
        return step;
    }
}
