package dev.caravan.system.sqlite;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.relational.Sql;
import dev.caravan.spi.SystemKind.TargetTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The prepared writers of a connection, one for each table and set of columns that was seen. */
final class TableWriters implements AutoCloseable {
    private final Connection connection;
    private final SqliteFile file;
    private final Map<String, SqliteTable> tables;
    private final Map<String, List<String>> keys = new HashMap<>();
    private final Map<List<Object>, TableWriter> writers = new HashMap<>();
    private int made;

    TableWriters(Connection connection, SqliteFile file, Map<String, SqliteTable> tables, List<TargetTable> targets)
            throws SQLException {
        this.connection = connection;
        this.file = file;
        this.tables = tables;
        targets.forEach(target -> keys.put(target.table(), target.key()));
        boolean lost = targets.stream()
                .anyMatch(target ->
                        !target.key().isEmpty() && !tables.get(target.table()).isUnique(target.key()));
        if (lost) {
            // Where a parent has lost its key SQLite refuses every deletion there and every child (foreign key
            // mismatch), so
            // that nothing could be mended; what is left without a parent then is for the check of orphans
            Sql.run(connection, "PRAGMA foreign_keys = OFF");
        }
    }

    /** The writer of rows with these columns; refuses columns that do not fit, all at once. */
    TableWriter of(String table, List<String> columns) throws SQLException {
        TableWriter known = writers.get(List.of(table, columns));
        if (known != null) {
            return known;
        }
        SqliteTable found = table(table);
        List<String> misfits = new ArrayList<>(found.shape().misfits(columns));
        if (!keys.get(table).isEmpty() && !columns.containsAll(keys.get(table))) {
            misfits.add("nothing fills the key (" + String.join(", ", keys.get(table)) + ") of table '" + table + "'");
        }
        if (!misfits.isEmpty()) {
            throw new CaravanException(
                    ErrorCode.SCHEMA_MISMATCH,
                    file.path() + " table " + table,
                    String.join("; ", misfits) + "; change the mapping or the schema");
        }
        return make(found, columns);
    }

    /** A writer that only deletes, by rows with just the key's columns. */
    TableWriter ofKeys(String table, List<String> columns) throws SQLException {
        TableWriter known = writers.get(List.of(table, columns));
        return known == null ? make(table(table), columns) : known;
    }

    private TableWriter make(SqliteTable table, List<String> columns) throws SQLException {
        List<String> wanted = keys.get(table.name());
        TableWriter writer =
                new TableWriter(connection, table, ++made, columns, wanted.isEmpty() ? table.primaryKey() : wanted);
        writers.put(List.of(table.name(), columns), writer);
        return writer;
    }

    private SqliteTable table(String table) {
        SqliteTable found = tables.get(table);
        if (found == null) {
            throw new IllegalArgumentException("table '" + table + "' is none of " + tables.keySet());
        }
        return found;
    }

    /** Lets go of everything prepared: the driver has closed any statement that failed. New ones are made when needed. */
    void discard(SQLException failure) {
        for (TableWriter writer : writers.values()) {
            try {
                writer.close();
            } catch (SQLException second) {
                failure.addSuppressed(second);
            }
        }
        writers.clear();
    }

    @Override
    public void close() throws SQLException {
        for (TableWriter writer : writers.values()) {
            writer.close();
        }
    }
}
