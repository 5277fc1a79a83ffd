package dev.caravan.step.ramp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Ramp;
import dev.caravan.model.Split;
import dev.caravan.model.Step;
import dev.caravan.model.Traffic;
import dev.caravan.spi.MetricProvider;
import dev.caravan.spi.ShareChange;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepKind;
import dev.caravan.spi.StepResult;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Raises v2's share stage by stage, as long as v2 proves itself, and sends everything back to v1 when it does not. Each call
 * is one look; what lasts is the memo, and the share that is in force at the router itself.
 */
public final class RampStep implements StepKind {
    private final RampTools tools;
    private final Map<String, MetricProvider> open = new ConcurrentHashMap<>();

    public RampStep(RampTools tools) {
        this.tools = tools;
    }

    /** Looks at the shares of services while no ramp does, with the figures that ramps look at. */
    public ShareWatch watch() {
        return new ShareWatch(tools, open);
    }

    @Override
    public StepResult advance(StepCall call) {
        Traffic service = service(call);
        Standing kept = Standing.of(call.memo());
        if (kept == null || !kept.begun().equals(call.begun())) {
            return begin(call, service, kept);
        }
        RampSight sight = new RampSight(call, service, tools, open, key(call));
        StepResult result = new RampLook(call, service, tools, sight).look(kept);
        if (result instanceof StepResult.Wait wait) {
            // What is counted before the first look at a share belongs to it
            sight.open();
            ((ObjectNode) wait.memo()).put("service", service.name());
        } else {
            close(call);
        }
        return result;
    }

    /** Notes what was in force before anything is changed; a ramp that is begun again remembers it from the first time. */
    private StepResult begin(StepCall call, Traffic service, Standing earlier) {
        close(call);
        Split found = tools.shares().split(call.migration(), service);
        Split before = earlier == null ? found : earlier.before();
        long heard = tools.directions().last(call.migration().name(), service.name());
        Standing standing = Standing.begin(call.begun(), before, heard);
        return new StepResult.Wait(call.now(), "the share of before, " + found + ", is noted", standing.node());
    }

    /** The share of before, unless less than that is in force. */
    @Override
    public StepResult undo(StepCall call) {
        close(call);
        Standing kept = Standing.of(call.memo());
        if (kept == null) {
            return StepResult.done();
        }
        Traffic service = service(call);
        Split now = tools.shares().split(call.migration(), service);
        if (now.compareTo(kept.before()) > 0) {
            tools.shares()
                    .put(new ShareChange(
                            call.migration(),
                            service,
                            kept.before(),
                            "caravan",
                            "step '" + call.step().id() + "' is taken back",
                            ShareChange.Cause.BACK));
        }
        ObjectNode seen = JsonNodeFactory.instance.objectNode();
        Split left = now.compareTo(kept.before()) > 0 ? kept.before() : now;
        seen.put("service", service.name()).put("from", now.toString()).put("to", left.toString());
        return new StepResult.Done(seen, seen, call.memo());
    }

    /** What a call that was cut off has changed stands at the router. */
    @Override
    public StepResult look(StepCall call) {
        return new StepResult.Again();
    }

    @Override
    public String outlook(Step step) {
        String to = step.options().path("to").asText();
        return "raises v2's share of " + step.options().path("of").asText() + (to.isEmpty() ? "" : " to " + to)
                + " stage by stage while v2 is healthy; sends everything back to v1 when it is not";
    }

    /** What the stages of a service are, for people. */
    static String stages(Ramp ramp) {
        return ramp.stages().stream().map(stage -> stage.share().toString()).collect(Collectors.joining(", "));
    }

    @Override
    public Optional<String> undoOf(Step step) {
        return Optional.of("gives v2 of " + step.options().path("of").asText() + " the share back that it had before");
    }

    @Override
    public boolean destructive(Step step) {
        return false;
    }

    private void close(StepCall call) {
        RampSight.close(open, key(call));
    }

    private static String key(StepCall call) {
        return call.migration().name() + "/" + call.step().options().path("of").asText();
    }

    private static Traffic service(StepCall call) {
        Traffic service =
                call.migration().traffic().get(call.step().options().path("of").asText());
        String last = call.step().options().path("to").asText();
        return last.isEmpty() ? service : service.rampingTo(Split.parse(last));
    }
}
