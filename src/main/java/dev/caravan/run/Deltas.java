package dev.caravan.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Counts;
import dev.caravan.model.Durations;
import dev.caravan.model.Step;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Goes over pipelines again while a step observes, {@code carry: { pipelines, every }}, so that what v1 takes in keeps arriving.
 * A turn that fails is told in the step's facts and tried again at the next one: it is the last delta, a step of its own, that
 * must succeed. Used under the run's lock.
 */
final class Deltas {
    private static final String CARRIED = "carried";
    private static final Duration SOON = Duration.ofMillis(100);

    private final Works works;
    private final Deque<String> left = new ArrayDeque<>();
    private ObjectNode turn;
    private PipelineWork work;

    Deltas(Works works) {
        this.works = works;
    }

    /** What a pipeline that is gone over now does; empty when none is. */
    Optional<PipelineWork> current() {
        return Optional.ofNullable(work);
    }

    /** The next thing of a turn that is due or under way; empty when the step itself may look. */
    Optional<StepResult> advance(StepCall call) {
        JsonNode carry = call.step().options().path("carry");
        if (turn == null && !isDue(carry, call)) {
            return Optional.empty();
        }
        if (turn == null) {
            turn = begin(carry, call.memo().path(CARRIED));
        }
        if (work == null) {
            work = works.anew(left.peek(), again(call.step(), left.peek()));
        }
        if (!isOver()) {
            return Optional.of(waiting(call, "goes over " + left.peek() + " again", call.memo()));
        }
        work = null;
        left.remove();
        return Optional.of(left.isEmpty() ? end(call) : waiting(call, "goes on with " + left.peek(), call.memo()));
    }

    private static boolean isDue(JsonNode carry, StepCall call) {
        if (!carry.isObject()) {
            return false;
        }
        String last = call.memo().path(CARRIED).path("at").asText("");
        Instant before = last.isEmpty() ? call.begun() : Instant.parse(last);
        Duration every = Durations.parse(carry.path("every").asText()).orElse(Duration.ofHours(1));
        return !call.now().isBefore(before.plus(every));
    }

    private ObjectNode begin(JsonNode carry, JsonNode before) {
        JsonNode names = carry.path("pipelines");
        left.clear();
        if (names.isTextual()) {
            left.add(names.textValue());
        }
        names.forEach(name -> left.add(name.asText()));
        ObjectNode next = JsonNodeFactory.instance.objectNode();
        for (String count : new String[] {"turns", "failed", "imported"}) {
            next.put(count, before.path(count).asLong());
        }
        return next.put("turns", next.get("turns").asLong() + 1);
    }

    private static Step again(Step step, String pipeline) {
        ObjectNode options = JsonNodeFactory.instance.objectNode();
        return step.as("pipeline", options.put("of", pipeline).put("again", true));
    }

    /** True when the pipeline has ended, one way or the other. */
    private boolean isOver() {
        try {
            if (!work.rehearsed() || !work.advance()) {
                return false;
            }
            Counts counts = work.result().progress().counts();
            turn.put("imported", turn.get("imported").asLong() + counts.imported());
        } catch (CaravanException failed) {
            RunEnding.end(work.run(), failed.code());
            turn.put("failed", turn.get("failed").asLong() + 1).put("why", left.peek() + ": " + failed.getMessage());
        }
        return true;
    }

    private StepResult end(StepCall call) {
        ObjectNode memo = call.memo().deepCopy();
        memo.set(CARRIED, turn.put("at", call.now().toString()));
        String why = turn.path("why").asText("");
        turn = null;
        return waiting(call, why.isEmpty() ? "went over its pipelines again" : "tries again later: " + why, memo);
    }

    private static StepResult waiting(StepCall call, String why, JsonNode memo) {
        return new StepResult.Wait(call.now().plus(SOON), why, memo);
    }
}
