package dev.caravan.repository;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.util.List;

/** What people said to the ramps of services, in order. Safe for use by several threads and processes. */
public final class Directions {
    private final Database database;
    private final Clock clock;

    public Directions(Database database, Clock clock) {
        this.database = requireNonNull(database, "database is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * What somebody said.
     *
     * @param id larger than those of all that were said before
     * @param reason may be empty
     */
    public record Direction(long id, String word, String who, String reason) {
        /** Who said it and why, for people. */
        public String text() {
            return who + (reason.isEmpty() ? "" : ": " + reason);
        }
    }

    /** Keeps what was said. */
    public void add(String migration, String service, String word, String who, String reason) {
        database.write(session -> session.update(
                "INSERT INTO directions (migration, service, word, who, reason, at) VALUES (?, ?, ?, ?, ?, ?)",
                migration,
                service,
                word,
                who,
                reason,
                clock.instant().toString()));
    }

    /** What was said after a direction, in order; 0 for all. */
    public List<Direction> after(String migration, String service, long id) {
        return database.read(session -> session.list(
                "SELECT id, word, who, reason FROM directions WHERE migration = ? AND service = ? AND id > ? ORDER BY id",
                row -> new Direction(
                        row.getLong("id"), row.getString("word"), row.getString("who"), row.getString("reason")),
                migration,
                service,
                id));
    }

    /** The id of the last one; 0 when nothing was said yet. */
    public long last(String migration, String service) {
        return database.read(session -> session.first(
                        "SELECT max(id) FROM directions WHERE migration = ? AND service = ?",
                        row -> row.getLong(1),
                        migration,
                        service)
                .orElse(0L));
    }
}
