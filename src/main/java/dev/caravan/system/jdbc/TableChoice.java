package dev.caravan.system.jdbc;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.relational.Names;
import dev.caravan.relational.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * A table to read, as it was asked for.
 *
 * @param key what identifies a record; empty for the primary key, else another key of the table
 */
record TableChoice(String table, List<String> key) {
    TableChoice {
        key = List.copyOf(key);
    }

    /** Finds the table and the order in which it is read. */
    TableQuery query(Connection connection, JdbcServer server) throws SQLException {
        Dialect dialect = server.dialect();
        JdbcTable found = dialect.table(connection, table).orElse(null);
        if (found == null) {
            throw server.error(
                    "there is no table '" + table + "'" + Names.nearest(table, dialect.names(connection))
                            + "; check the migration file",
                    null);
        }
        for (String column : key) {
            if (found.column(column) == null) {
                throw mismatch(
                        server,
                        "table '" + table + "' has no column '" + column + "'"
                                + Names.nearest(column, found.columnNames()));
            }
        }
        List<String> identity =
                key.isEmpty() ? found.keys().stream().findFirst().orElse(List.of()) : key;
        if (identity.isEmpty()) {
            throw mismatch(server, "'" + table + "' has no key of its own; name one under key:");
        }
        if (!found.isUnique(identity)) {
            requireKey(connection, found, identity, server);
        }
        for (String column : identity) {
            requireOrdered(found.column(column), server);
        }
        return new TableQuery(found, identity, server);
    }

    /** What is ordered in one way and compared in another cannot be read on from. */
    private void requireOrdered(JdbcColumn column, JdbcServer server) {
        if (column.declared().matches("(?s)(enum|set)\\(.*") || column.guarded()) {
            throw mismatch(
                    server,
                    "key column '" + column.name() + "' of '" + table + "' is of type " + column.declared()
                            + ", in whose order a table cannot be read; name another key under key:");
        }
    }

    /** Pages by a key would lose rows without one, and rows that share one. */
    private void requireKey(Connection connection, JdbcTable found, List<String> identity, JdbcServer server)
            throws SQLException {
        Dialect dialect = server.dialect();
        String names = String.join(", ", identity);
        String from = "SELECT 1 FROM " + found.relation();
        String empty = Sql.joined(identity, " OR ", column -> dialect.quoted(column) + " IS NULL");
        if (Sql.one(connection, "SELECT count(*) FROM " + found.relation() + " WHERE " + empty) > 0) {
            throw mismatch(
                    server,
                    "'" + table + "' holds rows without a value in its key (" + names
                            + "): they cannot be told apart; name another key");
        }
        String groups = Sql.joined(identity, ", ", dialect::quoted);
        if (Sql.one(connection, from + " GROUP BY " + groups + " HAVING count(*) > 1") > 0) {
            throw mismatch(server, "key (" + names + ") of '" + table + "' is not unique; name another key");
        }
    }

    private static CaravanException mismatch(JdbcServer server, String message) {
        return new CaravanException(ErrorCode.SCHEMA_MISMATCH, server.address().shown(), message);
    }
}
