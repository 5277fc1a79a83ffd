package dev.caravan.repository;

import static java.util.Objects.requireNonNull;

import java.time.Clock;

/**
 * Which pipelines have passed their dry pass ({@code validate: { first: true }}), so that a resumed run need not repeat
 * it.
 */
public final class Rehearsals {
    private final Database database;
    private final Clock clock;

    public Rehearsals(Database database, Clock clock) {
        this.database = requireNonNull(database, "database is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** Remembers that a pipeline passed under this digest; an earlier pass is forgotten. */
    public void passed(PipelineName pipeline, String digest) {
        database.write(session -> session.update(
                "INSERT OR REPLACE INTO rehearsals (migration, pipeline, digest, passed) VALUES (?, ?, ?, ?)",
                pipeline.migration(),
                pipeline.pipeline(),
                requireNonNull(digest, "digest is null"),
                clock.instant().toString()));
    }

    /** True when the pipeline passed under this very digest. */
    public boolean hasPassed(PipelineName pipeline, String digest) {
        return database.read(session -> session.first(
                        "SELECT 1 FROM rehearsals WHERE migration = ? AND pipeline = ? AND digest = ?",
                        row -> true,
                        pipeline.migration(),
                        pipeline.pipeline(),
                        digest)
                .isPresent());
    }
}
