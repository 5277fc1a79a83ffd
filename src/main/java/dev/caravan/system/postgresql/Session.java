package dev.caravan.system.postgresql;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.relational.LedgerTables;
import dev.caravan.relational.Sql;
import dev.caravan.system.postgresql.type.Codec;
import dev.caravan.system.postgresql.type.Codecs;
import dev.caravan.system.postgresql.type.NulPolicy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postgresql.PGConnection;

/** One connection that writes, with all that is prepared on it. Used by one thread at a time. */
final class Session {
    private final PostgresqlServer server;
    private final Connection connection;
    private final LedgerTables ledger;
    private final TargetTables tables;
    private final Codecs codecs;
    private final Map<List<Object>, PgRows> rows = new HashMap<>();

    Session(PostgresqlServer server, Connection connection, TargetTables tables, NulPolicy nul) throws SQLException {
        this.server = server;
        this.connection = connection;
        this.tables = tables;
        this.codecs = Codecs.ofServer(nul);
        this.ledger = new LedgerTables(server.ledger(connection), connection);
    }

    Connection connection() {
        return connection;
    }

    LedgerTables ledger() {
        return ledger;
    }

    /** True when it was made for these tables. */
    boolean isOf(TargetTables others) {
        return tables == others;
    }

    /** Ends a process of this user and program that lost its client, so that it holds nothing and does nothing more. */
    void endProcess(int process) throws SQLException {
        Sql.rows(
                connection,
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid = ? AND usename = current_user"
                        + " AND application_name = current_setting('application_name') AND pid <> pg_backend_pid()",
                row -> row.getBoolean(1),
                process);
    }

    /** The number of the process that serves this connection. */
    int process() throws SQLException {
        return connection.unwrap(PGConnection.class).getBackendPID();
    }

    /** Runs work in a transaction; whatever goes wrong, nothing of it stays and the first error is told. */
    <T> T transaction(Work<T> work) throws SQLException {
        try {
            T result = work.run();
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            rollback(e);
            throw e;
        }
    }

    /** Takes back what was not committed; a lost connection has done so by itself. */
    void rollback(Throwable first) {
        try {
            connection.rollback();
        } catch (SQLException second) {
            first.addSuppressed(second);
        }
    }

    /** What is checked at the commit, and is no foreign key, is checked with each statement instead: then a row can be blamed. */
    void beginChecks() throws SQLException {
        String deferred = tables.deferred();
        if (!deferred.isEmpty()) {
            Sql.run(connection, "SET CONSTRAINTS " + deferred + " IMMEDIATE");
        }
    }

    /** Rows with these columns on their way into a table; refuses columns that do not fit, all at once. */
    PgRows rows(String table, List<String> columns) {
        PgRows known = rows.get(List.of(table, columns));
        if (known != null) {
            return known;
        }
        PgTable found = tables.table(table);
        List<String> misfits = new ArrayList<>(TargetSchema.longNames(columns));
        misfits.addAll(found.shape().misfits(columns));
        List<String> key = tables.key(table);
        if (!key.isEmpty() && !columns.containsAll(key)) {
            misfits.add("nothing fills the key (" + String.join(", ", key) + ") of table '" + table + "'");
        }
        String later = tables.later(table);
        if (!later.isEmpty() && !columns.contains(later)) {
            misfits.add("nothing fills '" + later + "', by which later rows of table '" + table + "' are to stay");
        }
        if (!misfits.isEmpty()) {
            throw new CaravanException(
                    ErrorCode.SCHEMA_MISMATCH,
                    server.address() + " table " + table,
                    String.join("; ", misfits) + "; change the mapping or the schema");
        }
        return make(found, columns);
    }

    /** Rows with just the columns of a key, to be deleted. */
    PgRows keys(String table, List<String> columns) {
        PgRows known = rows.get(List.of(table, columns));
        return known == null ? make(tables.table(table), columns) : known;
    }

    void close() {
        PostgresqlServer.closeQuietly(connection);
    }

    private PgRows make(PgTable table, List<String> columns) {
        List<WrittenColumn> written = new ArrayList<>();
        for (int cell = 0; cell < columns.size(); cell++) {
            PgColumn column = table.column(columns.get(cell));
            if (!column.generated()) {
                Optional<Codec> codec = codecs.of(column.type());
                written.add(new WrittenColumn(column, cell, codec.orElseGet(codecs::text), codec.isPresent()));
            }
        }
        List<String> wanted = tables.key(table.name());
        List<String> key = wanted.isEmpty() ? table.primaryKey() : wanted;
        PgRows made = new PgRows(
                connection,
                table,
                written,
                table.isUnique(key) || tables.repair() ? key : List.of(),
                tables.later(table.name()),
                "caravan_stage_" + (rows.size() + 1));
        rows.put(List.of(table.name(), columns), made);
        return made;
    }

    /** What happens inside a transaction. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws SQLException;
    }
}
