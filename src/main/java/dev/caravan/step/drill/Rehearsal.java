package dev.caravan.step.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Step;
import java.time.Duration;
import java.time.Instant;

/**
 * How far a drill is.
 *
 * @param at how many steps are done; on the way back, how many are still to be taken back
 * @param undone how many steps of the current one's {@code undo:} are done
 * @param tries how often the current one has failed
 * @param turned when the way back began; null before
 * @param memos what the steps left, by their names
 * @param problem why the way back began early; empty otherwise
 */
record Rehearsal(int at, int undone, int tries, Instant turned, ObjectNode memos, String problem) {
    static Rehearsal of(JsonNode memo) {
        return new Rehearsal(
                memo.path("at").asInt(),
                memo.path("undone").asInt(),
                memo.path("tries").asInt(),
                memo.path("turned").isTextual()
                        ? Instant.parse(memo.get("turned").asText())
                        : null,
                memo.path("memos").isObject() ? memo.get("memos").deepCopy() : JsonNodeFactory.instance.objectNode(),
                memo.path("problem").asText());
    }

    ObjectNode memo() {
        ObjectNode memo = JsonNodeFactory.instance.objectNode();
        memo.put("at", at).put("undone", undone).put("tries", tries).put("problem", problem);
        memo.put("turned", turned == null ? null : turned.toString());
        memo.set("memos", memos);
        return memo;
    }

    boolean back() {
        return turned != null;
    }

    JsonNode memoOf(Step step) {
        return memos.path(step.id()).isObject() ? memos.get(step.id()) : JsonNodeFactory.instance.objectNode();
    }

    Rehearsal keep(Step step, JsonNode memo) {
        ObjectNode all = memos.deepCopy();
        all.set(step.id(), memo);
        return new Rehearsal(at, undone, tries, turned, all, problem);
    }

    Rehearsal done(Step step, JsonNode memo) {
        return new Rehearsal(at + 1, 0, 0, turned, keep(step, memo).memos(), problem);
    }

    Rehearsal turn(int from, Instant now, String why) {
        return new Rehearsal(from, 0, 0, now, memos, why);
    }

    Rehearsal taken() {
        return new Rehearsal(at - 1, 0, 0, turned, memos, problem);
    }

    Rehearsal failedOnce() {
        return new Rehearsal(at, undone, tries + 1, turned, memos, problem);
    }

    Rehearsal undoneOne() {
        return new Rehearsal(at, undone + 1, 0, turned, memos, problem);
    }

    double secondsThere(Instant begun) {
        return Duration.between(begun, turned).toMillis() / 1000.0;
    }

    double secondsBack(Instant now) {
        return Duration.between(turned, now).toMillis() / 1000.0;
    }
}
