package dev.caravan.spi;

import dev.caravan.model.Step;
import java.util.Optional;

/** A kind of step that leaves nothing to take back: cut off in the middle, it is simply done again. */
public interface RepeatableStep extends StepKind {
    @Override
    default StepResult undo(StepCall call) {
        return StepResult.done();
    }

    @Override
    default StepResult look(StepCall call) {
        return new StepResult.Again();
    }

    @Override
    default Optional<String> undoOf(Step step) {
        return Optional.empty();
    }

    @Override
    default boolean destructive(Step step) {
        return false;
    }
}
