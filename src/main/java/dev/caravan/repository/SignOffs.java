package dev.caravan.repository;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.SignOff;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** What people said at the gates. Safe for use by several threads and processes. */
public final class SignOffs {
    private final Database database;
    private final Clock clock;

    public SignOffs(Database database, Clock clock) {
        this.database = requireNonNull(database, "database is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** Keeps one; what the same person said before in this role at this gate is withdrawn by it. */
    public void add(SignOff one) {
        database.write(session -> {
            withdraw(session, one.migration(), one.passage(), one.gate(), one.who());
            return session.update(
                    "INSERT INTO sign_offs (migration, passage, gate, role, who, approved, digest, signature, at, reason)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    one.migration(),
                    one.passage(),
                    one.gate(),
                    one.role(),
                    one.who(),
                    one.approved() ? 1 : 0,
                    one.digest(),
                    one.signature(),
                    one.at().toString(),
                    one.reason());
        });
    }

    /** Withdraws what a person said at a gate; answers how many sign-offs that were. */
    public int withdraw(String migration, long passage, String gate, String who) {
        return database.write(session -> withdraw(session, migration, passage, gate, who));
    }

    /** What was said at a gate and not withdrawn, in order. */
    public List<SignOff> of(String migration, long passage, String gate) {
        return database.read(session -> session.list(
                "SELECT * FROM sign_offs WHERE migration = ? AND passage = ? AND gate = ? AND withdrawn IS NULL"
                        + " ORDER BY id",
                SignOffs::signOff,
                migration,
                passage,
                gate));
    }

    private int withdraw(Session session, String migration, long passage, String gate, String who) throws SQLException {
        return session.update(
                "UPDATE sign_offs SET withdrawn = ? WHERE migration = ? AND passage = ? AND gate = ? AND who = ?"
                        + " AND withdrawn IS NULL",
                clock.instant().toString(),
                migration,
                passage,
                gate,
                who);
    }

    private static SignOff signOff(ResultSet row) throws SQLException {
        return new SignOff(
                row.getString("migration"),
                row.getLong("passage"),
                row.getString("gate"),
                row.getString("role"),
                row.getString("who"),
                row.getBoolean("approved"),
                row.getString("digest"),
                row.getString("signature"),
                Instant.parse(row.getString("at")),
                row.getString("reason"));
    }
}
