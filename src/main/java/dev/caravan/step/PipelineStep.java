package dev.caravan.step;

import dev.caravan.model.Step;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepKind;
import dev.caravan.spi.StepResult;
import java.util.Optional;

/** What is known of a pipeline as a step; its work is the chunk loop's. */
final class PipelineStep implements StepKind {
    @Override
    public StepResult advance(StepCall call) {
        throw new IllegalStateException("a pipeline is carried out by the run");
    }

    @Override
    public StepResult undo(StepCall call) {
        throw new IllegalStateException("a pipeline has no undo");
    }

    @Override
    public StepResult look(StepCall call) {
        return new StepResult.Again();
    }

    @Override
    public String outlook(Step step) {
        String of = step.options().path("of").asText();
        String copy = step.options().path("snapshot").asText();
        String out = copy.isEmpty() ? "" : ", read from the copy of '" + copy + "',";
        if (step.isDryRun()) {
            return "reads the source of pipeline " + of + out + " and maps and judges every record, and writes nothing";
        }
        return step.options().path("again").asBoolean()
                ? "goes over the source of pipeline " + of + out
                        + " again: what came is moved, what changed is replaced, and verifies every row"
                : "moves the data of pipeline " + of + out + " and verifies every row";
    }

    @Override
    public Optional<String> undoOf(Step step) {
        return Optional.empty();
    }

    @Override
    public boolean destructive(Step step) {
        return false;
    }
}
