package dev.caravan.repository;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.Split;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The shares of services, as they were last changed. Safe for use by several threads and processes. */
public final class Shares {
    private final Database database;

    public Shares(Database database) {
        this.database = requireNonNull(database, "database is null");
    }

    /** The share of a service; empty when it was never changed. */
    public Optional<Share> find(String migration, String service) {
        return database.read(session -> session.first(
                "SELECT * FROM shares WHERE migration = ? AND service = ?", Shares::share, migration, service));
    }

    /** The shares of a migration, by service. */
    public List<Share> of(String migration) {
        return database.read(session ->
                session.list("SELECT * FROM shares WHERE migration = ? ORDER BY service", Shares::share, migration));
    }

    /** All shares, by migration and service. */
    public List<Share> all() {
        return database.read(
                session -> session.list("SELECT * FROM shares ORDER BY migration, service", Shares::share));
    }

    /** Records a share in place of what was on record; durable on return. */
    public void keep(Share share) {
        database.write(session -> session.update(
                "INSERT OR REPLACE INTO shares (migration, service, passage, found, split, changed, raised, by_whom,"
                        + " why, millis) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                share.migration(),
                share.service(),
                share.passage(),
                share.found().toString(),
                share.split().toString(),
                share.changed().toString(),
                share.raised() == null ? null : share.raised().toString(),
                share.who(),
                share.why(),
                share.millis()));
    }

    private static Share share(ResultSet row) throws SQLException {
        String raised = row.getString("raised");
        return new Share(
                row.getString("migration"),
                row.getString("service"),
                row.getLong("passage"),
                Split.parse(row.getString("found")),
                Split.parse(row.getString("split")),
                Instant.parse(row.getString("changed")),
                raised == null ? null : Instant.parse(raised),
                row.getString("by_whom"),
                row.getString("why"),
                row.getLong("millis"));
    }
}
