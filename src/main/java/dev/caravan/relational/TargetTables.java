package dev.caravan.relational;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
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
public abstract class TargetTables<T extends SeenTable> {
    private final String address;
    private final List<String> schemaFiles;

    /** @param address of the database, as errors show it */
    protected TargetTables(String address, List<String> schemaFiles) {
        this.address = address;
        this.schemaFiles = List.copyOf(schemaFiles);
    }

    protected abstract SeenTables<T> reader(Connection connection);

    /** Runs one schema file inside the caller's transaction. */
    protected abstract void run(Connection connection, String script) throws SQLException;

    /** What has no place in a schema file. */
    protected abstract String unfit();

    /** Runs all schema files, in order. */
    public void run(Connection connection) throws SQLException {
        for (String schemaFile : schemaFiles) {
            String script = read(schemaFile);
            try {
                run(connection, script);
            } catch (SQLException e) {
                if (isPassing(e)) {
                    throw e;
                }
                throw new CaravanException(
                        ErrorCode.TARGET_UNUSABLE,
                        schemaFile,
                        "the schema file failed on " + address + " (" + e.getMessage()
                                + "); mend it; it runs inside a transaction, so " + unfit() + " have no place in it",
                        e);
            }
        }
    }

    /** True for a failure that says nothing about the file, such as a lost connection. */
    protected boolean isPassing(SQLException failure) {
        return false;
    }

    /** True when rows may have their key in common with others: they are being mended. */
    protected boolean allowsRepeatedKeys() {
        return false;
    }

    /**
     * The wanted tables by name. Runs the schema files first when one is missing; inside the caller's transaction.
     *
     * @throws CaravanException with all that is missing or cannot be written
     */
    public Map<String, T> tables(Connection connection, List<TargetTable> wanted) throws SQLException {
        SeenTables<T> reader = reader(connection);
        if (!hasAll(reader, wanted)) {
            run(connection);
            reader = reader(connection);
        }
        List<String> problems = new ArrayList<>();
        Map<String, T> tables = new LinkedHashMap<>();
        for (TargetTable target : wanted) {
            T table = reader.table(target.table()).orElse(null);
            String problem = table == null ? missing(target, reader.names()) : problem(target, table);
            if (problem == null) {
                tables.put(target.table(), table);
            } else {
                problems.add(problem);
            }
        }
        refuse(problems);
        return tables;
    }

    private boolean hasAll(SeenTables<T> reader, List<TargetTable> wanted) throws SQLException {
        for (TargetTable target : wanted) {
            if (reader.table(target.table()).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Throws when there is a problem. */
    protected final void refuse(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new CaravanException(ErrorCode.SCHEMA_MISMATCH, address, String.join("; ", problems));
        }
    }

    private String missing(TargetTable target, List<String> known) {
        return "there is no table '" + target.table() + "'" + Names.nearest(target.table(), known)
                + (schemaFiles.isEmpty() ? "; name the files that make it under schema:" : " after the schema files");
    }

    private String problem(TargetTable target, SeenTable table) {
        if (!table.isTable()) {
            return "'" + target.table() + "' is a " + table.type() + ", rows are written to tables only";
        }
        for (String column : target.key()) {
            if (!table.columnNames().contains(column)) {
                return "table '" + table.name() + "' has no key column '" + column + "'"
                        + Names.nearest(column, table.columnNames());
            }
        }
        if (!target.key().isEmpty() && !allowsRepeatedKeys() && !table.isUnique(target.key())) {
            return "key (" + String.join(", ", target.key()) + ") of table '" + table.name()
                    + "' is not unique there, or only at the commit; make a unique index on it"
                    + " (verify --repair --delete-extra first leaves one of rows that are there twice) or name another"
                    + " key";
        }
        return null;
    }

    private static String read(String schemaFile) {
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
