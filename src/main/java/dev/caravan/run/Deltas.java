package dev.caravan.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Counts;
import dev.caravan.model.Durations;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Step;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Goes over pipelines again while a step observes, {@code carry: { pipelines, every }}, so that what v1 takes in keeps arriving.
 * A turn that fails, wherever in the copy, is told in the step's facts and tried again at the next one: it is the last delta, a
 * step of its own, that must succeed. Only what says that this run or its state is at fault ends the run. Used under the run's
 * lock.
 */
final class Deltas {
    private static final String CARRIED = "carried";
    private static final Duration SOON = Duration.ofMillis(100);

    /** The next turn would find the same. */
    private static final Set<ErrorCode> FINAL = EnumSet.of(
            ErrorCode.STALE_RUN,
            ErrorCode.STATE_LOCKED,
            ErrorCode.STATE_UNUSABLE,
            ErrorCode.ABORTED,
            ErrorCode.INTERRUPTED,
            ErrorCode.INTERNAL);

    private final Works works;
    private final Control control;
    private final Tokens tokens;
    private final Deque<String> left = new ArrayDeque<>();
    private ObjectNode turn;
    private PipelineWork work;
    private Control part;

    /** @param control holds the run back */
    Deltas(Works works, Control control, Tokens tokens) {
        this.works = works;
        this.control = control;
        this.tokens = tokens;
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
            part = control.part();
            work = works.anew(left.peek(), again(call.step(), left.peek()), part);
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

    /** Ends a turn under way at the next chunk border: what observed is over, the way back has begun. */
    void abandon() {
        if (work != null) {
            String name = work.run().pipeline().name();
            part.stop(new CaravanException(ErrorCode.ABORTED, name, "the step that it was carried over for is over"));
            works.end(work, ErrorCode.ABORTED);
            work = null;
        }
        turn = null;
        left.clear();
    }

    /** True when the pipeline has ended, one way or the other; one that failed has when nothing of it is on its way any more. */
    private boolean isOver() {
        CaravanException failed = part.stopped();
        if (failed != null) {
            return tokens.drop(left.peek()) && missed(failed);
        }
        try {
            if (!work.rehearsed() || !work.advance()) {
                return false;
            }
            Counts counts = work.result().progress().counts();
            turn.put("imported", turn.get("imported").asLong() + counts.imported());
        } catch (CaravanException unprepared) {
            part.stop(unprepared);
            return false;
        }
        return true;
    }

    private boolean missed(CaravanException failed) {
        works.end(work, failed.code());
        turn.put("failed", turn.get("failed").asLong() + 1).put("why", left.peek() + ": " + failed.getMessage());
        if (FINAL.contains(failed.code())) {
            control.stop(failed);
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
