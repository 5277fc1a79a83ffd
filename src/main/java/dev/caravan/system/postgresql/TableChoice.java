package dev.caravan.system.postgresql;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.relational.Names;
import dev.caravan.relational.Sql;
import dev.caravan.system.postgresql.type.Codec;
import dev.caravan.system.postgresql.type.Codecs;
import dev.caravan.system.postgresql.type.NulPolicy;
import dev.caravan.system.postgresql.type.PgType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A table to read, as it was asked for.
 *
 * @param columns what is read; empty for all
 * @param key what identifies a record; empty for the primary key, else the row's place in its file
 * @param whole whether it must stay one partition
 * @param anyOrder whether its rows may come in the order of their file though they have a key: nobody goes on in another snapshot
 *     then, or does not mind rows that have moved
 */
record TableChoice(String table, List<String> columns, List<String> key, boolean whole, boolean anyOrder) {
    TableChoice {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /**
     * Finds the table and the order in which it is read.
     *
     * @param all the tables that are read beside it, this one among them
     */
    TableQuery query(Connection connection, PostgresqlServer server, List<String> all) throws SQLException {
        TableReader reader = new TableReader(connection);
        PgTable named = named(reader, server);
        PgTable found = whole ? named : reader.beside(named, all);
        requireColumns(found, columns, server);
        requireColumns(found, key, server);
        List<String> identity = key.isEmpty() ? found.primaryKey() : key;
        if (found.kind() != named.kind() && !identity.isEmpty()) {
            // No index keeps the keys of heirs apart
            requireKey(connection, found, identity, server);
        }
        List<String> order = order(connection, found, identity, server);
        List<String> read = new ArrayList<>(columns.isEmpty() ? found.columnNames() : columns);
        identity.stream().filter(column -> !read.contains(column)).forEach(read::add);
        order.stream().filter(column -> !read.contains(column)).forEach(read::add);
        List<TableQuery.Read> reads =
                read.stream().map(column -> read(found.column(column))).toList();
        return new TableQuery(found, reads, order, identity, whole, hasToast(connection, found));
    }

    private PgTable named(TableReader reader, PostgresqlServer server) throws SQLException {
        Optional<PgTable> found = reader.table(table);
        if (found.isEmpty()) {
            throw server.error(
                    "there is no table '" + table + "'" + Names.nearest(table, reader.names())
                            + "; check the migration file",
                    null);
        }
        return found.get();
    }

    /** A key that is unique and never NULL, or nothing: then the rows are read in the order of their file. */
    private List<String> order(Connection connection, PgTable found, List<String> identity, PostgresqlServer server)
            throws SQLException {
        if (anyOrder && found.isHeap()) {
            return List.of();
        }
        if (!identity.isEmpty() && found.isUnique(identity) && isFilled(found, identity)) {
            return requireOrdered(found, identity, server);
        }
        if (!found.primaryKey().isEmpty()) {
            return found.primaryKey();
        }
        if (found.isHeap()) {
            return List.of();
        }
        if (identity.isEmpty()) {
            throw server.error("'" + table + "' has no key of its own; name one under key:", null);
        }
        requireKey(connection, found, identity, server);
        return requireOrdered(found, identity, server);
    }

    private static boolean isFilled(PgTable found, List<String> key) {
        return key.stream().map(found::column).noneMatch(PgColumn::nullable);
    }

    private List<String> requireOrdered(PgTable found, List<String> key, PostgresqlServer server) {
        for (String column : key) {
            String receive = found.column(column).type().root().receive();
            if (receive.equals("array_recv") || receive.equals("vector_recv")) {
                throw mismatch(server, "key column '" + column + "' of '" + table + "' is an array; name another key");
            }
        }
        return key;
    }

    /** Pages by a key would lose rows without one, and rows that share one. */
    private void requireKey(Connection connection, PgTable found, List<String> key, PostgresqlServer server)
            throws SQLException {
        String names = String.join(", ", key);
        String from = "SELECT 1 FROM " + found.relation();
        String empty = Sql.joined(key, " OR ", column -> Sql.quoted(column) + " IS NULL");
        if (Sql.one(connection, from + " WHERE " + empty + " LIMIT 1") > 0) {
            throw mismatch(
                    server,
                    "'" + table + "' holds rows without a value in its key (" + names
                            + "): they cannot be told apart; name another key");
        }
        if (Sql.one(connection, from + " GROUP BY " + Sql.list(key) + " HAVING count(*) > 1 LIMIT 1") > 0) {
            throw mismatch(server, "key (" + names + ") of '" + table + "' is not unique; name another key");
        }
    }

    private void requireColumns(PgTable found, List<String> wanted, PostgresqlServer server) {
        for (String column : wanted) {
            if (found.column(column) == null) {
                throw mismatch(
                        server,
                        "table '" + table + "' has no column '" + column + "'"
                                + Names.nearest(column, found.columnNames()));
            }
        }
    }

    private static CaravanException mismatch(PostgresqlServer server, String message) {
        return new CaravanException(ErrorCode.SCHEMA_MISMATCH, server.address().toString(), message);
    }

    /** What has no codec is read as the server writes it. */
    private static TableQuery.Read read(PgColumn column) {
        Codecs codecs = Codecs.ofServer(NulPolicy.REJECT);
        String name = Sql.quoted(column.name());
        Codec codec = codecs.of(column.type()).orElse(null);
        return codec == null
                ? new TableQuery.Read(column, name + "::text", false)
                : new TableQuery.Read(column, name, true);
    }

    /** Only values kept beside the table can be large. */
    private static boolean hasToast(Connection connection, PgTable found) throws SQLException {
        return !found.isHeap()
                || Sql.one(
                                connection,
                                "SELECT pg_relation_size(reltoastrelid) FROM pg_class WHERE oid = ? AND reltoastrelid"
                                        + " <> 0",
                                found.oid())
                        > 0;
    }

    /** The codec of what {@code read} selects, anew for each reader: that of texts for what is read in its text form. */
    static Codec codec(TableQuery.Read read) {
        return read.binary()
                ? Codecs.ofServer(NulPolicy.REJECT).of(read.column().type()).orElseThrow()
                : Codecs.ofServer(NulPolicy.REJECT)
                        .of(PgType.of(0, "text", "textrecv", -1))
                        .orElseThrow();
    }
}
