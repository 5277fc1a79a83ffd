package dev.caravan.repository;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How far each migration is on its way through its plan. Safe for use by several threads and processes. */
public final class Passages {
    private static final String COLUMNS =
            "SELECT migration, number, started, started_by, ended, outcome, rollback, rollback_begun FROM passages ";

    private final Database database;
    private final Clock clock;
    private final Json json = new Json();

    public Passages(Database database, Clock clock) {
        this.database = requireNonNull(database, "database is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** The youngest passage of a migration. */
    public Optional<Passage> latest(String migration) {
        return database.read(session -> session.first(
                COLUMNS + "WHERE migration = ? ORDER BY number DESC LIMIT 1", Passages::passage, migration));
    }

    /** Begins the next passage. */
    public Passage begin(String migration, String by) {
        return database.write(session -> session.first(
                        "INSERT INTO passages (migration, number, started, started_by)"
                                + " SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3 FROM passages WHERE migration = ?1"
                                + " RETURNING *",
                        Passages::passage,
                        SafeName.check("migration", migration),
                        clock.instant().toString(),
                        by)
                .orElseThrow());
    }

    /** Records that a passage is to be taken back since then, ended or not; the first reason stays. */
    public void takeBack(Passage passage, String why, Instant since) {
        database.write(session -> session.update(
                "UPDATE passages SET rollback = coalesce(rollback, ?), rollback_begun = coalesce(rollback_begun, ?),"
                        + " ended = NULL, outcome = NULL WHERE migration = ? AND number = ?",
                requireNonNull(why, "why is null"),
                since.toString(),
                passage.migration(),
                passage.number()));
    }

    /** Records the end of a passage. */
    public void end(Passage passage, RunOutcome outcome) {
        database.write(session -> session.update(
                "UPDATE passages SET ended = ?, outcome = ? WHERE migration = ? AND number = ?",
                clock.instant().toString(),
                outcome.name(),
                passage.migration(),
                passage.number()));
    }

    /** The steps of a passage that were begun, in that order. */
    public List<StepRow> steps(Passage passage) {
        return database.read(session -> session.list(
                "SELECT * FROM steps WHERE migration = ? AND passage = ? ORDER BY number",
                this::step,
                passage.migration(),
                passage.number()));
    }

    /** Records where a step stands; durable on return. */
    public void keep(Passage passage, StepRow step) {
        database.write(session -> write(session, passage, step));
    }

    /** The same with an entry of the journal, both or neither. */
    public void keep(Passage passage, StepRow step, Journal journal, JournalNote note) {
        journal.show(database.write(session -> {
            write(session, passage, step);
            return journal.add(session, note);
        }));
    }

    private int write(Session session, Passage passage, StepRow step) throws SQLException {
        return session.update(
                "INSERT OR REPLACE INTO steps (migration, passage, step, kind, digest, state, attempt, begun, ended,"
                        + " until, reason, memo, facts, evidence, number)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                passage.migration(),
                passage.number(),
                step.step(),
                step.kind(),
                step.digest(),
                step.state().name(),
                step.attempt(),
                step.begun().toString(),
                text(step.ended()),
                text(step.until()),
                step.reason(),
                json.text(step.memo()),
                json.text(step.facts()),
                json.text(step.evidence()),
                step.number());
    }

    private static String text(Instant time) {
        return time == null ? null : time.toString();
    }

    private static Instant time(String text) {
        return text == null ? null : Instant.parse(text);
    }

    private static Passage passage(ResultSet row) throws SQLException {
        String outcome = row.getString("outcome");
        return new Passage(
                row.getString("migration"),
                row.getLong("number"),
                time(row.getString("started")),
                row.getString("started_by"),
                time(row.getString("ended")),
                outcome == null ? null : RunOutcome.valueOf(outcome),
                row.getString("rollback"),
                time(row.getString("rollback_begun")));
    }

    private StepRow step(ResultSet row) throws SQLException {
        return new StepRow(
                row.getString("step"),
                row.getString("kind"),
                row.getString("digest"),
                StepState.valueOf(row.getString("state")),
                row.getInt("attempt"),
                time(row.getString("begun")),
                time(row.getString("ended")),
                time(row.getString("until")),
                row.getString("reason"),
                json.tree(row.getString("memo")),
                json.tree(row.getString("facts")),
                json.tree(row.getString("evidence")),
                row.getInt("number"));
    }
}
