package dev.caravan.serve;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/**
 * Where a migration stands in the long-running process.
 *
 * @param file where it was read from
 * @param state what it is doing
 * @param waiting what it waits for, for people; empty when for nothing
 * @param mistakes why it cannot be run, a line each
 * @param next when it starts by its schedule; null when it has none
 * @param run the number of the run under way, or 0
 */
public record MigrationStanding(
        String name,
        String description,
        String file,
        State state,
        String waiting,
        List<String> mistakes,
        Instant next,
        long run) {
    public MigrationStanding {
        mistakes = List.copyOf(mistakes);
    }

    /** What a migration is doing. */
    public enum State {
        /** Can be run. */
        READY,
        /** A run was asked for, and waits for another one to end. */
        QUEUED,
        /** A run is under way. */
        RUNNING,
        /** Its file has mistakes, or asks for what this version cannot do. */
        INVALID;

        /** As people see it. */
        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("state", state.text()).put("file", file).put("waiting", waiting);
        node.put("description", description).put("run", run);
        node.put("next", next == null ? null : next.toString());
        mistakes.forEach(node.putArray("mistakes")::add);
        return node;
    }
}
