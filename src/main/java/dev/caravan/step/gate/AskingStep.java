package dev.caravan.step.gate;

import dev.caravan.model.Gate;
import dev.caravan.model.Step;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepKind;
import dev.caravan.spi.StepResult;
import java.util.Optional;

/** A step that only asks people: nothing of it is to be taken back, and asking again does no harm. */
abstract class AskingStep implements StepKind {
    private final Decision decision;

    AskingStep(Decision decision) {
        this.decision = decision;
    }

    final StepResult decide(Gate gate, StepCall call) {
        return decision.of(gate, call);
    }

    @Override
    public final StepResult undo(StepCall call) {
        return StepResult.done();
    }

    @Override
    public final StepResult look(StepCall call) {
        return new StepResult.Again();
    }

    @Override
    public final Optional<String> undoOf(Step step) {
        return Optional.empty();
    }

    @Override
    public final boolean destructive(Step step) {
        return false;
    }
}
