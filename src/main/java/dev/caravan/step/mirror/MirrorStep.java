package dev.caravan.step.mirror;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Durations;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Step;
import dev.caravan.model.Traffic;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepKind;
import dev.caravan.spi.StepResult;
import dev.caravan.spi.TrafficMirror;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Turns copying on for a service, waits until enough was compared or its time is over, and turns it off again. What copies is
 * started again where it has died; its counts begin anew then.
 */
public final class MirrorStep implements StepKind {
    private static final Duration SHORTEST_REST = Duration.ofMillis(500);
    private static final Duration LONGEST_REST = Duration.ofSeconds(30);
    private static final int LOOKS = 200;
    private static final String OFF = "off";

    private final Mirrors mirrors;

    public MirrorStep(Mirrors mirrors) {
        this.mirrors = mirrors;
    }

    @Override
    public StepResult advance(StepCall call) {
        try (TrafficMirror mirror = mirror(call)) {
            if (call.step().options().path(OFF).asBoolean()) {
                mirror.off();
                return new Found(mirror.results(false)).verdict(call.step(), call.memo());
            }
            JsonNode results = mirror.results(false);
            boolean ours = call.token().equals(results.path("run").asText());
            if (!ours || !results.path("on").asBoolean()) {
                mirror.on(call.token());
                results = mirror.results(false);
            }
            return stand(call, mirror, new Found(results));
        }
    }

    private static StepResult stand(StepCall call, TrafficMirror mirror, Found found) {
        JsonNode options = call.step().options();
        ObjectNode memo = call.memo().deepCopy();
        long wanted = options.path("requests").asLong(0);
        Optional<Duration> time = time(options);
        if (wanted == 0 && time.isEmpty()) {
            return new StepResult.Done(found.facts(), found.evidence(), memo);
        }
        Instant end = time.map(call.begun()::plus).orElse(Instant.MAX);
        boolean late = !call.now().isBefore(end);
        boolean enough = wanted > 0 ? found.compared() >= wanted : late;
        if (!late && !enough) {
            Duration rest = rest(time.orElse(Duration.ZERO));
            Instant due = call.now().plus(rest).isBefore(end) ? call.now().plus(rest) : end;
            String of = wanted > 0 ? " of " + wanted : "";
            return new StepResult.Wait(due, "v1 and v2 are compared:" + of + " " + found.line(), memo);
        }
        if (!options.path("stay").asBoolean() || !enough) {
            mirror.off();
        }
        if (!enough) {
            String reason = "only " + found.compared() + " of " + wanted + " requests were compared within "
                    + options.path("for").asText() + "; look at drops and failures, or give it more time with for:";
            return new StepResult.Failed(ErrorCode.STEP_FAILED, reason, found.evidence());
        }
        return found.verdict(call.step(), memo);
    }

    private static Duration rest(Duration time) {
        Duration share = time.dividedBy(LOOKS);
        return share.compareTo(SHORTEST_REST) < 0
                ? SHORTEST_REST
                : share.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : share;
    }

    private static Optional<Duration> time(JsonNode options) {
        return Durations.parse(options.path("for").asText(""));
    }

    @Override
    public StepResult undo(StepCall call) {
        try (TrafficMirror mirror = mirror(call)) {
            mirror.off();
            return StepResult.done();
        }
    }

    /** Turned on twice, it is on. */
    @Override
    public StepResult look(StepCall call) {
        return new StepResult.Again();
    }

    @Override
    public String outlook(Step step) {
        JsonNode options = step.options();
        if (options.path(OFF).asBoolean()) {
            return undoOf(step).orElseThrow();
        }
        String until = options.has("requests")
                ? " until " + options.get("requests").asText() + " are compared"
                        + (options.has("for") ? ", for " + options.get("for").asText() + " at the most" : "")
                : options.has("for") ? " for " + options.get("for").asText() : " from now on";
        return "copies requests of " + options.path("of").asText()
                + " to the side that does not serve them, and compares the answers" + until;
    }

    @Override
    public Optional<String> undoOf(Step step) {
        return Optional.of(
                "copies no more requests of " + step.options().path("of").asText());
    }

    @Override
    public boolean destructive(Step step) {
        return false;
    }

    private TrafficMirror mirror(StepCall call) {
        Traffic service =
                call.migration().traffic().get(call.step().options().path("of").asText());
        return mirrors.of(call.migration().name(), service);
    }
}
