package dev.caravan.system.sqlite;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.relational.Names;
import dev.caravan.relational.Sql;
import dev.caravan.system.sqlite.SqliteTable.UniqueKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A table to read, as it was asked for.
 *
 * @param columns what is read; empty for all
 * @param key what identifies a record; empty for the primary key, else the rowid
 * @param byKey whether pages come in the order of the key; else in the order that is quickest
 * @param whole whether it must stay one partition
 */
record TableChoice(String table, List<String> columns, List<String> key, boolean byKey, boolean whole) {
    TableChoice {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /** Finds the table and the order of its pages. */
    PageQuery query(Connection connection, SqliteFile file) throws SQLException {
        TableReader reader = new TableReader(connection);
        SqliteTable found = reader.table(table)
                .orElseThrow(() -> file.error(
                        "there is no table '" + table + "'" + nearest(reader, file) + "; check the migration file",
                        null));
        requireColumns(found, columns, file);
        requireColumns(found, key, file);
        if (!found.isTable() && key.isEmpty()) {
            throw file.error(
                    "'" + table + "' is a " + found.type() + " and has no key of its own; name one under key:", null);
        }
        return query(found, connection, file);
    }

    private PageQuery query(SqliteTable found, Connection connection, SqliteFile file) throws SQLException {
        String rowid = found.rowidName();
        List<String> identity = !key.isEmpty() || !found.primaryKey().isEmpty() ? keyOf(found) : List.of(rowid);
        List<String> order = new ArrayList<>();
        List<String> collations = new ArrayList<>();
        if ((byKey && !identity.equals(List.of(String.valueOf(rowid)))) || rowid == null) {
            UniqueKey unique = found.unique(identity);
            order.addAll(unique == null ? identity : unique.columns());
            collations.addAll(unique == null ? Collections.nCopies(identity.size(), "BINARY") : unique.collations());
            requireKey(found, identity, unique != null, connection, file);
        }
        if (order.isEmpty() || (rowid != null && found.unique(order) == null)) {
            order.add(rowid);
            collations.add("BINARY");
        }
        List<String> read = new ArrayList<>(
                columns.isEmpty()
                        ? found.columns().stream().map(SqliteColumn::name).toList()
                        : columns);
        addMissing(read, identity);
        addMissing(read, order);
        return new PageQuery(found, read, order, named(found, order, collations, connection), identity);
    }

    /**
     * The collations that have to be named. SQLite seeks a key of several columns only where none is; that the columns' own
     * are those of the primary key is seen by its being used.
     */
    private static List<String> named(
            SqliteTable found, List<String> order, List<String> collations, Connection connection) throws SQLException {
        if (order.size() < 2 || !found.withoutRowid() || !order.equals(found.primaryKey())) {
            return collations;
        }
        String list = Sql.list(order);
        String plan = Sql.rows(
                        connection,
                        "EXPLAIN QUERY PLAN SELECT 1 FROM " + SqliteTable.relation(found.name()) + " WHERE (" + list
                                + ") > (" + Sql.joined(order, ", ", name -> "0") + ") ORDER BY " + list,
                        row -> row.getString("detail"))
                .toString();
        boolean sought = plan.contains(" USING PRIMARY KEY ((") && !plan.contains("TEMP B-TREE");
        return sought ? Collections.nCopies(order.size(), PageQuery.OWN) : collations;
    }

    private List<String> keyOf(SqliteTable found) {
        return key.isEmpty() ? found.primaryKey() : key;
    }

    /** Pages by a key would lose rows without one, and, where nothing else tells rows apart, rows that share one. */
    private void requireKey(
            SqliteTable found, List<String> identity, boolean unique, Connection connection, SqliteFile file)
            throws SQLException {
        String names = String.join(", ", identity);
        boolean nullable = identity.stream().map(found::column).anyMatch(column -> column == null || column.nullable());
        if (nullable && any(connection, Sql.joined(identity, " OR ", name -> Sql.quoted(name) + " IS NULL"))) {
            throw mismatch(
                    file,
                    "'" + table + "' holds rows without a value in its key (" + names
                            + "): they cannot be told apart; name another key");
        }
        String list = Sql.list(identity);
        if (!unique && found.rowidName() == null && any(connection, "true GROUP BY " + list + " HAVING count(*) > 1")) {
            throw mismatch(file, "key (" + names + ") of '" + table + "' is not unique; name another key");
        }
    }

    private boolean any(Connection connection, String condition) throws SQLException {
        return Sql.one(connection, "SELECT 1 FROM " + SqliteTable.relation(table) + " WHERE " + condition + " LIMIT 1")
                > 0;
    }

    private void requireColumns(SqliteTable found, List<String> wanted, SqliteFile file) {
        List<String> known = found.columns().stream().map(SqliteColumn::name).toList();
        for (String column : wanted) {
            if (!known.contains(column)) {
                throw mismatch(
                        file, "table '" + table + "' has no column '" + column + "'" + Names.nearest(column, known));
            }
        }
    }

    private static CaravanException mismatch(SqliteFile file, String message) {
        return new CaravanException(ErrorCode.SCHEMA_MISMATCH, file.path().toString(), message);
    }

    private String nearest(TableReader reader, SqliteFile file) {
        try {
            return Names.nearest(table, reader.names());
        } catch (SQLException e) {
            throw file.failure(e, "the catalogue could not be read");
        }
    }

    private static void addMissing(List<String> read, List<String> wanted) {
        wanted.stream().filter(column -> !read.contains(column)).forEach(read::add);
    }
}
