package dev.caravan.system.postgresql;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.relational.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One state of the database that all readers share. It lives as long as the connection that exported it; when that is lost, a
 * new one is taken, and used if the tables hold the same rows. Safe for use by several threads.
 */
final class Snapshot implements AutoCloseable {
    private final PostgresqlServer server;
    private final Map<PgTable, TableState> states = new HashMap<>();
    private Connection holder;
    private String name;

    Snapshot(PostgresqlServer server) {
        this.server = server;
    }

    /** The connection that holds it, for looking at the catalogue; only before the first reader. */
    synchronized Connection holder() throws SQLException {
        if (holder == null) {
            holder = server.reading();
            name = Sql.text(holder, "SELECT pg_export_snapshot()");
        }
        return holder;
    }

    /** What a table holds in this state. */
    synchronized TableState state(PgTable table) throws SQLException {
        TableState known = states.get(table);
        if (known == null) {
            known = TableState.of(holder(), table);
            states.put(table, known);
        }
        return known;
    }

    /** A new connection that sees this state. */
    synchronized Connection reader() {
        try {
            return sharing();
        } catch (SQLException gone) {
            renew();
            try {
                return sharing();
            } catch (SQLException e) {
                throw server.failure(e, "the snapshot could not be shared");
            }
        }
    }

    @Override
    public synchronized void close() {
        PostgresqlServer.closeQuietly(holder);
        holder = null;
    }

    private Connection sharing() throws SQLException {
        holder();
        Connection reader = server.reading();
        try {
            Sql.run(reader, "SET TRANSACTION SNAPSHOT " + TableQuery.literal(name));
            return reader;
        } catch (SQLException e) {
            PostgresqlServer.closeQuietly(reader);
            throw e;
        }
    }

    /** Takes a new snapshot, which must hold the same rows in every table that was looked at. */
    private void renew() {
        close();
        List<PgTable> tables = new ArrayList<>(states.keySet());
        try {
            for (PgTable table : tables) {
                if (!TableState.of(holder(), table).equals(states.get(table))) {
                    throw new CaravanException(
                            ErrorCode.SOURCE_CHANGED,
                            server.address().toString(),
                            "the connection that held the snapshot was lost, and table '" + table.name()
                                    + "' was written since; stop who writes it, or migrate a copy, and start over with"
                                    + " --fresh");
                }
            }
        } catch (SQLException e) {
            throw server.failure(e, "a new snapshot could not be taken");
        }
    }
}
