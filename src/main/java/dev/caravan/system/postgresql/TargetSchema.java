package dev.caravan.system.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables a target writes: made by the schema files when they are missing, then looked at. */
final class TargetSchema {
    private static final int LONGEST_NAME = 63;

    private final PostgresqlServer server;
    private final List<String> schemaFiles;

    TargetSchema(PostgresqlServer server, List<String> schemaFiles) {
        this.server = server;
        this.schemaFiles = schemaFiles;
    }

    /** The wanted tables by name. Runs the schema files first when one is missing; inside the caller's transaction. */
    Map<String, PgTable> tables(Connection connection, List<TargetTable> wanted) throws SQLException {
        refuseLongNames(wanted);
        if (!hasAll(connection, wanted)) {
            run(connection);
        }
        TableReader reader = new TableReader(connection);
        List<String> problems = new ArrayList<>();
        Map<String, PgTable> tables = new LinkedHashMap<>();
        for (TargetTable target : wanted) {
            PgTable table = reader.table(target.table()).orElse(null);
            String problem = problem(target, table, reader);
            if (problem == null) {
                tables.put(target.table(), table);
            } else {
                problems.add(problem);
            }
        }
        refuse(problems);
        return tables;
    }

    /** Runs all schema files, in order, and tells the search path back that they may have changed. */
    void run(Connection connection) throws SQLException {
        String path = Sql.text(connection, "SHOW search_path");
        for (String schemaFile : schemaFiles) {
            try {
                Sql.run(connection, read(schemaFile));
            } catch (SQLException e) {
                if (PostgresqlFailure.isPassing(e)) {
                    throw e;
                }
                throw new CaravanException(
                        ErrorCode.TARGET_UNUSABLE,
                        schemaFile,
                        "the schema file failed on " + server.address() + " (" + e.getMessage()
                                + "); mend it; it runs inside a transaction, so BEGIN, COMMIT, and what PostgreSQL"
                                + " refuses there have no place in it",
                        e);
            }
        }
        Sql.rows(connection, "SELECT set_config('search_path', ?, false)", row -> row.getString(1), path);
    }

    private static boolean hasAll(Connection connection, List<TargetTable> wanted) throws SQLException {
        TableReader reader = new TableReader(connection);
        for (TargetTable target : wanted) {
            if (reader.table(target.table()).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** The server would cut a longer name without a word, and two may become one. */
    private void refuseLongNames(List<TargetTable> wanted) {
        List<String> problems = new ArrayList<>();
        for (TargetTable target : wanted) {
            problems.addAll(longNames(target.key()));
            for (String part : target.table().split("\\.")) {
                problems.addAll(longNames(List.of(part)));
            }
        }
        refuse(problems);
    }

    /** A sentence for each name that PostgreSQL would cut. */
    static List<String> longNames(List<String> names) {
        return names.stream()
                .filter(name -> name.getBytes(UTF_8).length > LONGEST_NAME)
                .map(name -> "the name '" + name + "' has " + name.getBytes(UTF_8).length
                        + " bytes, and PostgreSQL keeps the first " + LONGEST_NAME + " alone; give it a shorter one")
                .toList();
    }

    private void refuse(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new CaravanException(
                    ErrorCode.SCHEMA_MISMATCH, server.address().toString(), String.join("; ", problems));
        }
    }

    private String problem(TargetTable target, PgTable table, TableReader reader) throws SQLException {
        if (table == null) {
            return "there is no table '" + target.table() + "'" + Names.nearest(target.table(), reader.names())
                    + (schemaFiles.isEmpty()
                            ? "; name the files that make it under schema:"
                            : " after the schema files");
        }
        if (!table.isTable()) {
            return "'" + target.table() + "' is a view, rows are written to tables only";
        }
        for (String column : target.key()) {
            if (table.column(column) == null) {
                return "table '" + table.name() + "' has no key column '" + column + "'"
                        + Names.nearest(column, table.columnNames());
            }
        }
        if (!target.key().isEmpty() && !table.isUnique(target.key())) {
            return "key (" + String.join(", ", target.key()) + ") of table '" + table.name()
                    + "' is not unique there, or only at the commit; make a unique index on it or name another key";
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
