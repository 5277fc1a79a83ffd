package dev.caravan.step.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
        if (result instanceof StepResult.Wait wait) {
            String reason = wait.reason() + " to '" + statement(call.step()) + "'";
            return new StepResult.Wait(wait.until(), reason, stating(wait.memo(), call.step()));
        }
        return result instanceof StepResult.Done done
                ? new StepResult.Done(done.facts(), stating(done.evidence(), call.step()), done.memo())
                : result;
    }

    /** With what was stated: a signature under nothing tells nobody anything. */
    private static JsonNode stating(JsonNode seen, Step step) {
        return ((ObjectNode) seen.deepCopy()).put("statement", statement(step));
    }

    @Override
    public String outlook(Step step) {
        return "waits until " + Asked.attested(step).signOffs().get(0) + " states: " + statement(step);
    }

    private static String statement(Step step) {
        return step.options().path("statement").asText();
    }
}
