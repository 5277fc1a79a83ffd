package dev.caravan.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Plan;
import dev.caravan.model.Step;
import dev.caravan.repository.Passage;
import dev.caravan.repository.StepRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a rollback must have done by when, counted from its begin, and whether it had. A step's own {@code deadline:} is that of its
 * being taken back, that of a step below {@code undo:} of its being done.
 */
public final class Deadlines {
    private static final String KEPT = "deadlines";
    private static final String STEP = "step";
    private static final String SECONDS = "seconds";

    private Deadlines() {}

    /** Evidence with what is known of deadlines so far, and with that of {@code done}, which is done now, if it has one. */
    static JsonNode kept(Passage passage, Step done, JsonNode soFar, JsonNode evidence, Instant now) {
        ArrayNode kept = soFar.path(KEPT).isArray() ? soFar.get(KEPT).deepCopy() : JsonNodeFactory.instance.arrayNode();
        if (done.deadline() != null && passage.rollbackBegun() != null) {
            kept.addObject().put(STEP, done.name()).put(SECONDS, seconds(passage.rollbackBegun(), now));
        }
        if (kept.isEmpty()) {
            return evidence;
        }
        ObjectNode more = evidence.isObject() ? evidence.deepCopy() : JsonNodeFactory.instance.objectNode();
        return more.set(KEPT, kept);
    }

    /**
     * Every deadline of what is taken back, the earliest first: {@code step}, {@code within} and {@code seconds} (so many it took,
     * or has taken so far), {@code outcome}: {@code met}, {@code missed}, and {@code due} or {@code overdue} while it is not done.
     */
    public static ArrayNode of(Plan plan, Passage passage, Collection<StepRow> rows, Instant now) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        if (passage.rollbackBegun() == null) {
            return all;
        }
        List<ObjectNode> found = new ArrayList<>();
        for (Step step : plan.steps()) {
            rows.stream().filter(row -> row.step().equals(step.id())).forEach(row -> Stream.concat(
                            Stream.of(step), step.undo().stream())
                    .filter(one -> one.deadline() != null)
                    .forEach(one -> found.add(one(one, passage, row, now))));
        }
        found.sort(Comparator.comparingDouble(one -> one.path("within").asDouble()));
        return all.addAll(found);
    }

    private static ObjectNode one(Step step, Passage passage, StepRow row, Instant now) {
        double within = step.deadline().toMillis() / 1e3;
        double seconds = -1;
        for (JsonNode kept : row.evidence().path(KEPT)) {
            seconds = kept.path(STEP).asText().equals(step.name())
                    ? kept.path(SECONDS).asDouble()
                    : seconds;
        }
        boolean done = seconds >= 0;
        // What nothing took back, and a passage that ended without it, stay undone
        Instant end = passage.ended() == null ? now : passage.ended();
        double spent = done ? seconds : seconds(passage.rollbackBegun(), end);
        boolean late = spent > within;
        return JsonNodeFactory.instance
                .objectNode()
                .put(STEP, step.name())
                .put("within", within)
                .put(SECONDS, spent)
                .put("outcome", done ? late ? "missed" : "met" : late ? "overdue" : "due");
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1e3;
    }
}
