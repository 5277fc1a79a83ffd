package dev.caravan.step.gate;

import dev.caravan.model.Step;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;

/** Waits until a person states what no machine can know; a statement is signed, and lapses, as a sign-off at a gate does. */
public final class AttestStep extends AskingStep {
    public AttestStep(Decision decision) {
        super(decision);
    }

    @Override
    public StepResult advance(StepCall call) {
        StepResult result = decide(Asked.attested(call.step()), call);
        return result instanceof StepResult.Wait wait
                ? new StepResult.Wait(wait.until(), wait.reason() + " to '" + statement(call.step()) + "'", wait.memo())
                : result;
    }

    @Override
    public String outlook(Step step) {
        return "waits until " + Asked.attested(step).signOffs().get(0) + " states: " + statement(step);
    }

    private static String statement(Step step) {
        return step.options().path("statement").asText();
    }
}
