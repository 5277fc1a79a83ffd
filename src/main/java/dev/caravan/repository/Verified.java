package dev.caravan.repository;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/** What the last verification of each pipeline found. Safe for use by several threads and processes. */
public final class Verified {
    private final Database database;

    public Verified(Database database) {
        this.database = requireNonNull(database, "database is null");
    }

    /**
     * Records a verification in place of the one before.
     *
     * @param at when it began: what was written later it may not have seen
     * @param clean true when every check passed
     */
    public void keep(PipelineName pipeline, Instant at, boolean clean) {
        database.write(session -> session.update(
                "INSERT OR REPLACE INTO verified (migration, pipeline, at, clean) VALUES (?, ?, ?, ?)",
                pipeline.migration(),
                pipeline.pipeline(),
                at.toString(),
                clean ? 1 : 0));
    }

    /** The last verification; empty when there was none. */
    public Optional<Proof> find(PipelineName pipeline) {
        return database.read(session -> session.first(
                "SELECT at, clean FROM verified WHERE migration = ? AND pipeline = ?",
                row -> new Proof(Instant.parse(row.getString(1)), row.getBoolean(2)),
                pipeline.migration(),
                pipeline.pipeline()));
    }

    /** When a verification began, and whether every check passed. */
    public record Proof(Instant at, boolean clean) {}
}
