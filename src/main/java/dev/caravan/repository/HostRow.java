package dev.caravan.repository;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;

/**
 * One host of a step, as recorded.
 *
 * @param attempt which try, from 1
 * @param item how many items of the step are behind it
 * @param begun when this try began
 * @param ended null while it is not over
 * @param reason for people: why it failed; empty when all is well
 * @param memo what the step keeps about the item under way, an object
 * @param checklist what was run and what it said, an array of objects
 */
public record HostRow(
        String host,
        HostState state,
        int attempt,
        int item,
        Instant begun,
        Instant ended,
        String reason,
        JsonNode memo,
        JsonNode checklist) {
    public HostRow {
        requireNonNull(state, "state is null");
        requireNonNull(reason, "reason is null");
        requireNonNull(memo, "memo is null");
        requireNonNull(checklist, "checklist is null");
    }

    /** A host that is begun now. */
    public static HostRow begin(String host, int attempt, Instant now) {
        return new HostRow(
                host, HostState.RUNNING, attempt, 0, now, null, "", nothing(), JsonNodeFactory.instance.arrayNode());
    }

    /** With something to remember about the item under way. */
    public HostRow remember(JsonNode newMemo) {
        return new HostRow(host, state, attempt, item, begun, ended, reason, newMemo, checklist);
    }

    /** With one more thing that was run. */
    public HostRow checked(JsonNode entry) {
        ArrayNode all = checklist.deepCopy();
        all.add(entry);
        return new HostRow(host, state, attempt, item, begun, ended, reason, memo, all);
    }

    /** At another item. */
    public HostRow at(int next) {
        return new HostRow(host, state, attempt, next, begun, ended, reason, nothing(), checklist);
    }

    /** In another state; {@code at} is null while it is not over. */
    public HostRow become(HostState next, Instant at, String why) {
        return new HostRow(host, next, attempt, item, begun, at, why, memo, checklist);
    }

    /** The next try, which nothing of this one is taken for. */
    public HostRow next() {
        return new HostRow(host, HostState.RUNNING, attempt + 1, item, begun, null, "", nothing(), checklist);
    }

    private static JsonNode nothing() {
        return JsonNodeFactory.instance.objectNode();
    }
}
