package dev.caravan.step.shift;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Split;
import dev.caravan.model.Step;
import dev.caravan.model.Traffic;
import dev.caravan.spi.ShareChange;
import dev.caravan.spi.ShareChange.Cause;
import dev.caravan.spi.ShareControl;
import dev.caravan.spi.Shifted;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepKind;
import dev.caravan.spi.StepResult;
import java.util.Optional;

/**
 * Sets v2's share of a service's traffic, proved through the router's listener. Undone by the share of before, which is
 * remembered before anything is changed.
 */
public final class ShiftStep implements StepKind {
    private static final String BEFORE = "before";

    private final ShareControl shares;

    public ShiftStep(ShareControl shares) {
        this.shares = shares;
    }

    @Override
    public StepResult advance(StepCall call) {
        if (!call.memo().has(BEFORE)) {
            ObjectNode memo = JsonNodeFactory.instance
                    .objectNode()
                    .put(BEFORE, shares.split(call.migration(), service(call)).toString());
            return new StepResult.Wait(call.now(), "the share of before is noted", memo);
        }
        return put(call, Split.parse(call.step().options().path("to").asText()), Cause.STEP);
    }

    @Override
    public StepResult undo(StepCall call) {
        return call.memo().has(BEFORE)
                ? put(call, Split.parse(call.memo().get(BEFORE).asText()), Cause.BACK)
                : StepResult.done();
    }

    /** A share that is set twice is the same share. */
    @Override
    public StepResult look(StepCall call) {
        return new StepResult.Again();
    }

    @Override
    public String outlook(Step step) {
        return "sends " + step.options().path("to").asText() + " of the clients of "
                + step.options().path("of").asText() + " to v2, proved through the router's listener";
    }

    @Override
    public Optional<String> undoOf(Step step) {
        return Optional.of("gives v2 of " + step.options().path("of").asText() + " the share back that it had before");
    }

    @Override
    public boolean destructive(Step step) {
        return false;
    }

    private StepResult put(StepCall call, Split to, Cause cause) {
        String why =
                (cause == Cause.BACK ? "undo of step " : "step ") + call.step().id();
        Shifted shifted = shares.put(new ShareChange(call.migration(), service(call), to, "caravan", why, cause));
        ObjectNode seen = JsonNodeFactory.instance.objectNode();
        seen.put("service", service(call).name());
        seen.put("from", shifted.from().toString()).put("to", shifted.to().toString());
        seen.put("share", shifted.to().share());
        seen.put("provedMillis", shifted.took().toMillis());
        return new StepResult.Done(seen, seen, call.memo());
    }

    private static Traffic service(StepCall call) {
        return call.migration().traffic().get(call.step().options().path("of").asText());
    }
}
