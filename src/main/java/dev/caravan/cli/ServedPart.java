package dev.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.caravan.repository.Database;
import dev.caravan.repository.Holder;
import dev.caravan.repository.ServedBoard;
import dev.caravan.repository.StateLock;
import dev.caravan.serve.MigrationStanding;
import dev.caravan.serve.Serving;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the long-running process shows of itself to other processes; nothing while none holds the state.
 *
 * @param by the process, or null
 * @param migrations what it knows, by name
 * @param inbox the folder and what waits there
 */
record ServedPart(Holder by, Map<String, JsonNode> migrations, JsonNode inbox) {

    /** True when the long-running process holds the state, so that it can be asked. */
    static boolean isServed(Path state) {
        return holder(state).isPresent();
    }

    private static Optional<Holder> holder(Path state) {
        return StateLock.holder(state).filter(it -> it.verb().equals(Serving.VERB));
    }

    /** What is shown now. */
    static ServedPart of(Path state, Database database, Clock clock) {
        Optional<Holder> holder = holder(state);
        if (holder.isEmpty()) {
            return new ServedPart(null, Map.of(), MissingNode.getInstance());
        }
        Map<String, JsonNode> all = new LinkedHashMap<>(new ServedBoard(database, clock).read());
        JsonNode inbox = all.remove(Serving.INBOX);
        return new ServedPart(holder.get(), all, inbox == null ? MissingNode.getInstance() : inbox);
    }

    /** The same for one migration alone. */
    ServedPart only(String name) {
        Map<String, JsonNode> one =
                migrations.containsKey(name) ? Map.of(name, migrations.get(name)) : Map.<String, JsonNode>of();
        return new ServedPart(by, one, MissingNode.getInstance());
    }

    /** Who serves, and what lies in the inbox. */
    void head(PrintWriter out) {
        if (by == null || inbox.isMissingNode()) {
            return;
        }
        out.println("served by " + by + ", inbox " + inbox.path("path").asText());
        inbox.path("waiting")
                .properties()
                .forEach(one ->
                        out.println("  '" + one.getKey() + "' " + one.getValue().asText()));
    }

    /** True where the process knows the migration, and can read its file. */
    boolean looksAt(String name) {
        return by != null
                && migrations.containsKey(name)
                && !standing(name).equals(MigrationStanding.State.INVALID.text());
    }

    /** How a migration stands there that was never run. */
    String standing(String name) {
        return migrations.get(name).path("state").asText();
    }

    /** What a migration waits for there, and what is wrong with its file. */
    void lines(PrintWriter out, String name) {
        JsonNode one = migrations.getOrDefault(name, MissingNode.getInstance());
        String waiting = one.path("waiting").asText();
        if (!waiting.isEmpty()) {
            out.println("  waits for: " + waiting);
        }
        one.path("mistakes").forEach(mistake -> out.println("  " + mistake.asText()));
    }
}
