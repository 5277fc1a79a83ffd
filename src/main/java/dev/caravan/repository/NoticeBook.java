package dev.caravan.repository;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** What people were told. Safe for use by several threads and processes. */
public final class NoticeBook {
    private final Database database;

    public NoticeBook(Database database) {
        this.database = requireNonNull(database, "database is null");
    }

    public void add(Notice one) {
        database.write(session -> session.update(
                "INSERT INTO notices (migration, passage, at, cause, event, channel, text, lost)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                one.migration(),
                one.passage(),
                one.at().toString(),
                one.cause(),
                one.event(),
                one.channel(),
                one.text(),
                one.lost()));
    }

    /** True when somebody was told of this, or it was tried. */
    public boolean knows(String migration, long passage, String cause) {
        return database.read(session -> session.first(
                        "SELECT 1 FROM notices WHERE migration = ? AND passage = ? AND cause = ? LIMIT 1",
                        row -> true,
                        migration,
                        passage,
                        cause)
                .isPresent());
    }

    /** What was told of a passage, in order. */
    public List<Notice> of(String migration, long passage) {
        return database.read(session -> session.list(
                "SELECT * FROM notices WHERE migration = ? AND passage = ? ORDER BY id",
                NoticeBook::notice,
                migration,
                passage));
    }

    private static Notice notice(ResultSet row) throws SQLException {
        return new Notice(
                row.getString("migration"),
                row.getLong("passage"),
                Instant.parse(row.getString("at")),
                row.getString("cause"),
                row.getString("event"),
                row.getString("channel"),
                row.getString("text"),
                row.getString("lost"));
    }
}
