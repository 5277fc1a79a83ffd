package dev.caravan.step.gate;

import dev.caravan.model.Step;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;

/** Waits until a gate of the file opens; see {@link Decision}. */
public final class GateStep extends AskingStep {
    public GateStep(Decision decision) {
        super(decision);
    }

    @Override
    public StepResult advance(StepCall call) {
        String name = call.step().options().path("of").asText();
        return decide(call.migration().gates().get(name), call);
    }

    @Override
    public String outlook(Step step) {
        return "waits until gate " + step.options().path("of").asText() + " opens";
    }
}
