package dev.caravan.repository;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the long-running process tells of each migration, for readers in other processes. Only a picture; written whenever
 * it changes. Safe for use by several threads.
 */
public final class ServedBoard {
    private final Database database;
    private final Clock clock;
    private final Json json = new Json();
    private Map<String, String> posted = Map.of();

    public ServedBoard(Database database, Clock clock) {
        this.database = requireNonNull(database, "database is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** Replaces the whole picture, unless it is the one that this process posted last. */
    public synchronized void post(Map<String, ? extends JsonNode> all) {
        Map<String, String> texts = new LinkedHashMap<>();
        all.forEach((name, what) -> texts.put(name, json.text(what)));
        if (texts.equals(posted)) {
            return;
        }
        String now = clock.instant().toString();
        database.write(session -> {
            session.update("DELETE FROM served");
            for (Map.Entry<String, String> one : texts.entrySet()) {
                session.update(
                        "INSERT INTO served (name, what, updated) VALUES (?, ?, ?)", one.getKey(), one.getValue(), now);
            }
            return texts.size();
        });
        posted = texts;
    }

    /** What was posted last, by name. */
    public Map<String, JsonNode> read() {
        Map<String, JsonNode> all = new LinkedHashMap<>();
        database.read(session -> session.list(
                        "SELECT name, what FROM served ORDER BY name",
                        row -> Map.entry(row.getString(1), json.tree(row.getString(2)))))
                .forEach(entry -> all.put(entry.getKey(), entry.getValue()));
        return all;
    }
}
