package dev.caravan.step.gate;

import dev.caravan.model.Gate;
import dev.caravan.spi.RepeatableStep;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;

/** A step that only asks people: nothing of it is to be taken back, and asking again does no harm. */
abstract class AskingStep implements RepeatableStep {
    private final Decision decision;

    AskingStep(Decision decision) {
        this.decision = decision;
    }

    final StepResult decide(Gate gate, StepCall call) {
        return decision.of(gate, call);
    }
}
