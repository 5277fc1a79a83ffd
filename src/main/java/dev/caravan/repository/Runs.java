package dev.caravan.repository;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The runs that were and the one that is. Safe for use by several threads and processes. */
public final class Runs {
    private static final String COLUMNS =
            "SELECT id, migration, file_digest, verb, exclusive, pid, host, started, ended,"
                    + " outcome, reason, facts FROM runs ";

    private final Database database;
    private final Clock clock;
    private final Json json = new Json();

    public Runs(Database database, Clock clock) {
        this.database = requireNonNull(database, "database is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * Records that runs still open have ended without a word. Only for the holder of the state's lock, once, at its
     * start: the lock proves that none of them lives.
     *
     * @return those runs, as they are now
     */
    public List<Run> interruptOpen() {
        return database.write(session -> session.list(
                "UPDATE runs SET outcome = 'INTERRUPTED', ended = ?, reason = 'its process ended without a word'"
                        + " WHERE outcome IS NULL AND exclusive = 1 RETURNING *",
                this::run,
                clock.instant().toString()));
    }

    /**
     * Records the start of a run and answers its id.
     *
     * @param fileDigest SHA-256 of the migration file, as hex
     * @param exclusive true when {@code by} holds the state's lock
     */
    public long start(Holder by, String fileDigest, boolean exclusive) {
        return start(by, fileDigest, exclusive, json.object());
    }

    /**
     * The same.
     *
     * @param facts what is known of it before it begins, an object; its {@code files} (pipeline, name, digest) count as
     *     seen from now on
     */
    public long start(Holder by, String fileDigest, boolean exclusive, JsonNode facts) {
        String migration = SafeName.check("migration", by.migration());
        return database.write(session -> {
            session.update(
                    "INSERT INTO runs (migration, file_digest, verb, exclusive, pid, host, started, facts)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    migration,
                    requireNonNull(fileDigest, "fileDigest is null"),
                    by.verb(),
                    exclusive ? 1 : 0,
                    by.pid(),
                    by.host(),
                    clock.instant().toString(),
                    json.text(facts));
            long run = session.first("SELECT last_insert_rowid()", row -> row.getLong(1))
                    .orElseThrow();
            SeenFiles.add(session, migration, run, facts.path("files"));
            return run;
        });
    }

    /**
     * Records the end of a run.
     *
     * @return false when it had an end already: another run has taken over, and this end is not recorded
     */
    public boolean end(long run, RunOutcome outcome, String reason) {
        requireNonNull(outcome, "outcome is null");
        return database.write(session -> session.update(
                        "UPDATE runs SET outcome = ?, reason = ?, ended = ? WHERE id = ? AND outcome IS NULL",
                        outcome.name(),
                        requireNonNull(reason, "reason is null"),
                        clock.instant().toString(),
                        run)
                == 1);
    }

    /** Keeps a fact of a run in place of what was known by that name, or forgets it where the value is null. */
    public void learn(long run, String name, JsonNode value) {
        SafeName.check("fact", name);
        String path = "$.\"" + name + "\"";
        database.write(session -> value == null
                ? session.update("UPDATE runs SET facts = json_remove(facts, ?) WHERE id = ?", path, run)
                : session.update(
                        "UPDATE runs SET facts = json_set(facts, ?, json(?)) WHERE id = ?",
                        path,
                        json.text(value),
                        run));
    }

    /** The run with this id. */
    public Optional<Run> find(long run) {
        return database.read(session -> session.first(COLUMNS + "WHERE id = ?", this::run, run));
    }

    /** The youngest run of a migration. */
    public Optional<Run> latest(String migration) {
        return database.read(session ->
                session.first(COLUMNS + "WHERE migration = ? ORDER BY id DESC LIMIT 1", this::run, migration));
    }

    /** The run that an order has started. */
    public Optional<Run> ofOrder(String order) {
        return database.read(session -> session.first(
                COLUMNS + "WHERE json_extract(facts, '$.order') = ? ORDER BY id LIMIT 1", this::run, order));
    }

    /** The first run that a dropped migration file with this digest has started. */
    public Optional<Run> ofDroppedFile(String digest) {
        return database.read(session -> session.first(
                COLUMNS + "WHERE file_digest = ? AND json_extract(facts, '$.trigger') = 'file' ORDER BY id LIMIT 1",
                this::run,
                digest));
    }

    /** The runs of a migration, youngest first; so many at the most. */
    public List<Run> list(String migration, int most) {
        return before(migration, Long.MAX_VALUE, most);
    }

    /** The runs of the same migration that were started before this one, youngest first; so many at the most. */
    public List<Run> before(Run run, int most) {
        return before(run.migration(), run.id(), most);
    }

    private List<Run> before(String migration, long run, int most) {
        return database.read(session -> session.list(
                COLUMNS + "WHERE migration = ? AND id < ? ORDER BY id DESC LIMIT ?", this::run, migration, run, most));
    }

    /** The youngest run of each migration, by name. */
    public List<Run> latest() {
        return database.read(session -> session.list(
                COLUMNS + "WHERE id IN (SELECT max(id) FROM runs GROUP BY migration) ORDER BY migration", this::run));
    }

    /** When the migration was first started; that is now, if it never was. */
    public Instant firstStart(String migration) {
        SafeName.check("migration", migration);
        return database.write(session -> {
            session.update(
                    "INSERT INTO migrations (name, first_start) VALUES (?, ?) ON CONFLICT DO NOTHING",
                    migration,
                    clock.instant().toString());
            return session.first(
                            "SELECT first_start FROM migrations WHERE name = ?",
                            row -> Instant.parse(row.getString(1)),
                            migration)
                    .orElseThrow();
        });
    }

    /** Forgets the first start and the rehearsals of a migration that starts over. Its past runs stay on record. */
    public void forget(String migration) {
        database.write(session -> session.update("DELETE FROM migrations WHERE name = ?", migration)
                + session.update("DELETE FROM rehearsals WHERE migration = ?", migration));
    }

    private Run run(ResultSet row) throws SQLException {
        String outcome = row.getString("outcome");
        return new Run(
                row.getLong("id"),
                row.getString("migration"),
                row.getString("file_digest"),
                row.getString("verb"),
                row.getBoolean("exclusive"),
                row.getLong("pid"),
                row.getString("host"),
                Instant.parse(row.getString("started")),
                row.getString("ended") == null ? null : Instant.parse(row.getString("ended")),
                outcome == null ? null : RunOutcome.valueOf(outcome),
                row.getString("reason"),
                json.tree(row.getString("facts")));
    }
}
