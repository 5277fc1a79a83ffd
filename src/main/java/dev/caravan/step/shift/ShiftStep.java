package dev.caravan.step.shift;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Split;
import dev.caravan.model.Step;
import dev.caravan.model.Traffic;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepKind;
import dev.caravan.spi.StepResult;
import dev.caravan.spi.TrafficRouter;
import java.time.Duration;
import java.util.Optional;

/**
 * Sets v2's share of a service's traffic, proved through the router's listener. Undone by the share of before, which is
 * remembered before anything is changed.
 */
public final class ShiftStep implements StepKind {
    private static final String BEFORE = "before";

    private final Routers routers;

    public ShiftStep(Routers routers) {
        this.routers = routers;
    }

    @Override
    public StepResult advance(StepCall call) {
        try (TrafficRouter router = router(call)) {
            router.install();
            if (!call.memo().has(BEFORE)) {
                ObjectNode memo = JsonNodeFactory.instance
                        .objectNode()
                        .put(BEFORE, router.split().toString());
                return new StepResult.Wait(call.now(), "the share of before is noted", memo);
            }
            Split to = Split.parse(call.step().options().path("to").asText());
            return put(call, router, to);
        }
    }

    @Override
    public StepResult undo(StepCall call) {
        if (!call.memo().has(BEFORE)) {
            return StepResult.done();
        }
        try (TrafficRouter router = router(call)) {
            return put(call, router, Split.parse(call.memo().get(BEFORE).asText()));
        }
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

    private static StepResult put(StepCall call, TrafficRouter router, Split split) {
        Split before = router.split();
        long begun = System.nanoTime();
        router.put(split);
        ObjectNode seen = JsonNodeFactory.instance.objectNode();
        seen.put("service", call.step().options().path("of").asText());
        seen.put("from", before.toString()).put("to", split.toString()).put("share", split.share());
        seen.put("provedMillis", Duration.ofNanos(System.nanoTime() - begun).toMillis());
        return new StepResult.Done(seen, seen, call.memo());
    }

    private TrafficRouter router(StepCall call) {
        Traffic service =
                call.migration().traffic().get(call.step().options().path("of").asText());
        return routers.of(call.migration().name(), service);
    }
}
