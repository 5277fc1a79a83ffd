package dev.caravan.repository;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where each host stands in the steps that work on hosts. Safe for use by several threads. */
public final class HostRows {
    private final Database database;
    private final Json json = new Json();

    public HostRows(Database database) {
        this.database = requireNonNull(database, "database is null");
    }

    /** The hosts of a step of a passage that were begun, by name. */
    public Map<String, HostRow> of(String migration, long passage, String step) {
        List<HostRow> rows = database.read(session -> session.list(
                "SELECT * FROM hosts WHERE migration = ? AND passage = ? AND step = ? ORDER BY rowid",
                this::row,
                migration,
                passage,
                step));
        Map<String, HostRow> byName = new LinkedHashMap<>();
        rows.forEach(row -> byName.put(row.host(), row));
        return byName;
    }

    /** Records where a host stands; durable on return. */
    public void keep(String migration, long passage, String step, HostRow row) {
        database.write(session -> session.update(
                "INSERT OR REPLACE INTO hosts (migration, passage, step, host, state, attempt, item, begun, ended,"
                        + " reason, memo, checklist) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                migration,
                passage,
                step,
                row.host(),
                row.state().name(),
                row.attempt(),
                row.item(),
                row.begun().toString(),
                row.ended() == null ? null : row.ended().toString(),
                row.reason(),
                json.text(row.memo()),
                json.text(row.checklist())));
    }

    /** The hosts of a passage that were taken back alone: later steps leave them out. */
    public List<String> takenBack(String migration, long passage) {
        return database.read(session -> session.list(
                "SELECT DISTINCT host FROM hosts WHERE migration = ? AND passage = ? AND state IN ('UNDOING', 'UNDONE')"
                        + " ORDER BY host",
                row -> row.getString(1),
                migration,
                passage));
    }

    private HostRow row(ResultSet row) throws SQLException {
        String ended = row.getString("ended");
        return new HostRow(
                row.getString("host"),
                HostState.valueOf(row.getString("state")),
                row.getInt("attempt"),
                row.getInt("item"),
                Instant.parse(row.getString("begun")),
                ended == null ? null : Instant.parse(ended),
                row.getString("reason"),
                json.tree(row.getString("memo")),
                json.tree(row.getString("checklist")));
    }
}
