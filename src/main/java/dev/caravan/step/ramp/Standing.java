package dev.caravan.step.ramp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Split;
import java.time.Instant;

/**
 * How far a ramp is: all that lasts between two looks.
 *
 * @param begun when the step was begun that this belongs to
 * @param before the share that was found
 * @param stage which share of the ramp is in force, from 0; -1 before the first
 * @param since when that share came into force
 * @param looked when the figures were looked at last
 * @param healthy how many looks in a row were healthy
 * @param bad since when v2 is bad or cannot be seen; null when it is neither
 * @param held who holds the share and why; empty while nobody does
 * @param heard the last direction that was obeyed
 * @param back why the ramp goes back; empty while it does not
 * @param last what the last look said; null before the first at this share
 */
record Standing(
        Instant begun,
        Split before,
        int stage,
        Instant since,
        Instant looked,
        int healthy,
        Instant bad,
        String held,
        long heard,
        String back,
        Judgement last) {

    /** At its beginning. */
    static Standing begin(Instant begun, Split before, long heard) {
        return new Standing(begun, before, -1, begun, Instant.EPOCH, 0, null, "", heard, "", null);
    }

    /** At another share from now on: what was seen at the one before says nothing about it. */
    Standing at(int next, Instant now) {
        return new Standing(begun, before, next, now, now, 0, null, held, heard, back, null);
    }

    /** After a look. */
    Standing seen(Judgement judgement, Instant now) {
        Instant badly = !judgement.isBad() ? null : bad == null ? now : bad;
        int inARow = judgement.isHealthy() ? healthy + 1 : 0;
        return new Standing(begun, before, stage, since, now, inARow, badly, held, heard, back, judgement);
    }

    /** Held by somebody; empty for nobody. */
    Standing heldBy(String who) {
        return new Standing(begun, before, stage, since, looked, healthy, bad, who, heard, back, last);
    }

    /** After a direction. */
    Standing obeyed(long direction) {
        return new Standing(begun, before, stage, since, looked, healthy, bad, held, direction, back, last);
    }

    /** On the way back. */
    Standing back(String why) {
        return new Standing(begun, before, stage, since, looked, healthy, bad, held, heard, why, last);
    }

    /** As {@link #of} reads it. */
    ObjectNode node() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("begun", begun.toString())
                .put("before", before.toString())
                .put("stage", stage)
                .put("since", since.toString())
                .put("looked", looked.toString())
                .put("healthy", healthy)
                .put("bad", bad == null ? null : bad.toString())
                .put("held", held)
                .put("heard", heard)
                .put("back", back);
        node.put("said", stage + " " + (last == null ? "" : last.verdict()) + " " + held + " " + back);
        ObjectNode verdict = node.putObject("last");
        if (last != null) {
            verdict.put("verdict", last.verdict().name()).put("why", last.why());
            verdict.set("figures", last.figures());
        }
        return node;
    }

    /** What a step kept; null when that is nothing. */
    static Standing of(JsonNode node) {
        if (!node.has("stage")) {
            return null;
        }
        JsonNode last = node.path("last");
        return new Standing(
                Instant.parse(node.get("begun").asText()),
                Split.parse(node.get("before").asText()),
                node.get("stage").asInt(),
                Instant.parse(node.get("since").asText()),
                Instant.parse(node.get("looked").asText()),
                node.get("healthy").asInt(),
                node.get("bad").isNull() ? null : Instant.parse(node.get("bad").asText()),
                node.get("held").asText(),
                node.get("heard").asLong(),
                node.get("back").asText(),
                last.isEmpty()
                        ? null
                        : new Judgement(
                                Verdict.valueOf(last.get("verdict").asText()),
                                last.get("why").asText(),
                                last.get("figures")));
    }
}
