package dev.caravan.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.Migration;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Step;
import dev.caravan.repository.Passage;
import dev.caravan.repository.Passages;
import dev.caravan.repository.StepRow;
import dev.caravan.run.RunOptions.Mode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Pipelines as steps of the plan carry them out: out of a copy, or over what is there already. */
final class Carried {
    private Carried() {}

    /** True where a step goes over its source once more, from its begin. */
    static boolean again(Step step) {
        return step.options().path("again").asBoolean();
    }

    /** True where a step wants more of its pipeline than that it is carried out. */
    static boolean differs(Step step) {
        return again(step) || step.isDryRun() || step.options().has("snapshot");
    }

    /** The run's options as a step wants them. */
    static RunOptions options(Step step, RunOptions options) {
        RunOptions own = step.isDryRun() ? options.dry() : options;
        return again(step) ? own.anew() : own;
    }

    /** The pipeline as a step wants it. */
    static Pipeline by(Step step, Pipeline pipeline) {
        JsonNode copy = step.options().path("snapshot");
        Pipeline reading =
                copy.isTextual() ? pipeline.exporting(pipeline.export().reading(copy.asText())) : pipeline;
        return again(step) ? reading.replacing() : reading;
    }

    /** The pipelines of a run: what is compared, mended or tried once more is what was read when they were carried out last. */
    static List<Pipeline> pipelines(Migration migration, Mode mode, Passages passages) {
        boolean asWritten = mode == Mode.RUN || mode == Mode.DRY_RUN;
        return migration.pipelines().stream()
                .map(one -> asWritten ? one : last(migration, one, passages))
                .toList();
    }

    private static Pipeline last(Migration migration, Pipeline pipeline, Passages passages) {
        Passage latest = passages.latest(migration.name()).orElse(null);
        List<StepRow> rows = latest == null ? List.of() : passages.steps(latest);
        Map<String, Step> steps = migration.plan().carryingAll(pipeline.name()).stream()
                .collect(Collectors.toMap(Step::id, Function.identity()));
        return rows.stream()
                .filter(row -> steps.containsKey(row.step()))
                .max(Comparator.comparingInt(StepRow::number))
                .map(row -> by(steps.get(row.step()), pipeline))
                .orElse(pipeline);
    }
}
