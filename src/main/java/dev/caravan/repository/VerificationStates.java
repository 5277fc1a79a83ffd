package dev.caravan.repository;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** How far a verification is, as bytes that only the verifier understands, so that it too can be resumed. */
public final class VerificationStates {
    private final Database database;
    private final Clock clock;

    public VerificationStates(Database database, Clock clock) {
        this.database = requireNonNull(database, "database is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** Keeps a state; replaces the one before. */
    public void save(PipelineName pipeline, String verification, byte[] state) {
        database.write(session -> session.update(
                "INSERT INTO verification_states (migration, pipeline, verification, state, saved)"
                        + " VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT DO UPDATE SET state = excluded.state, saved = excluded.saved",
                pipeline.migration(),
                pipeline.pipeline(),
                requireNonNull(verification, "verification is null"),
                requireNonNull(state, "state is null"),
                clock.instant().toString()));
    }

    /**
     * The state last kept, unless that is too long ago.
     *
     * @param since the earliest time that still counts
     */
    public Optional<Kept> load(PipelineName pipeline, String verification, Instant since) {
        return database.read(session -> session.first(
                        "SELECT state, saved FROM verification_states"
                                + " WHERE migration = ? AND pipeline = ? AND verification = ?",
                        row -> new Kept(row.getBytes(1), Instant.parse(row.getString(2))),
                        pipeline.migration(),
                        pipeline.pipeline(),
                        verification))
                .filter(kept -> !kept.saved().isBefore(since));
    }

    /** Forgets a state; does nothing when there is none. */
    public void delete(PipelineName pipeline, String verification) {
        database.write(session -> session.update(
                "DELETE FROM verification_states WHERE migration = ? AND pipeline = ? AND verification = ?",
                pipeline.migration(),
                pipeline.pipeline(),
                verification));
    }

    /** A state and when it was kept. */
    public record Kept(byte[] state, Instant saved) {}
}
