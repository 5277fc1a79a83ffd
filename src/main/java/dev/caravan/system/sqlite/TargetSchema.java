package dev.caravan.system.sqlite;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.relational.Names;
import dev.caravan.relational.Sql;
import dev.caravan.spi.SystemKind.TargetTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables a target writes: made by the schema files when they are missing, then looked at. */
final class TargetSchema {
    private final SqliteFile file;
    private final List<String> schemaFiles;

    TargetSchema(SqliteFile file, List<String> schemaFiles) {
        this.file = file;
        this.schemaFiles = schemaFiles;
    }

    /** The wanted tables by name. Runs the schema files first when one is missing; inside the caller's transaction. */
    Map<String, SqliteTable> tables(Connection connection, List<TargetTable> wanted) throws SQLException {
        TableReader reader = new TableReader(connection);
        if (!hasAll(reader, wanted)) {
            run(connection);
        }
        List<String> problems = new ArrayList<>();
        Map<String, SqliteTable> tables = new LinkedHashMap<>();
        for (TargetTable target : wanted) {
            SqliteTable table = reader.table(target.table()).orElse(null);
            String problem = problem(target, table, reader);
            if (problem == null) {
                tables.put(target.table(), table);
            } else {
                problems.add(problem);
            }
        }
        if (!problems.isEmpty()) {
            throw new CaravanException(ErrorCode.SCHEMA_MISMATCH, file.path().toString(), String.join("; ", problems));
        }
        return tables;
    }

    /** Runs all schema files, in order. */
    void run(Connection connection) throws SQLException {
        for (String schemaFile : schemaFiles) {
            String script = read(schemaFile);
            Sql.run(connection, "SAVEPOINT caravan_schema");
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(script);
                Sql.run(connection, "RELEASE caravan_schema");
            } catch (SQLException e) {
                throw new CaravanException(
                        ErrorCode.TARGET_UNUSABLE,
                        schemaFile,
                        "the schema file failed on " + file.path() + " (" + e.getMessage()
                                + "); mend it; it runs inside a transaction, so BEGIN, COMMIT and PRAGMA journal_mode"
                                + " have no place in it",
                        e);
            }
        }
    }

    private static boolean hasAll(TableReader reader, List<TargetTable> wanted) throws SQLException {
        for (TargetTable target : wanted) {
            if (reader.table(target.table()).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private String problem(TargetTable target, SqliteTable table, TableReader reader) throws SQLException {
        if (table == null) {
            return "there is no table '" + target.table() + "'" + Names.nearest(target.table(), reader.names())
                    + (schemaFiles.isEmpty()
                            ? "; name the files that make it under schema:"
                            : " after the schema files");
        }
        if (!table.isTable()) {
            return "'" + target.table() + "' is a " + table.type() + ", rows are written to tables only";
        }
        for (String column : target.key()) {
            if (table.column(column) == null) {
                return "table '" + table.name() + "' has no key column '" + column + "'"
                        + Names.nearest(
                                column,
                                table.columns().stream().map(SqliteColumn::name).toList());
            }
        }
        if (!target.key().isEmpty() && table.unique(target.key()) == null) {
            return "key (" + String.join(", ", target.key()) + ") of table '" + table.name()
                    + "' is not unique there; make a unique index on it or name another key";
        }
        return null;
    }

    private String read(String schemaFile) {
        try {
            return Files.readString(Path.of(schemaFile));
        } catch (IOException e) {
            throw new CaravanException(
                    ErrorCode.TARGET_UNUSABLE,
                    schemaFile,
                    "the schema file cannot be read as UTF-8 text; check its path and rights",
                    e);
        }
    }
}
