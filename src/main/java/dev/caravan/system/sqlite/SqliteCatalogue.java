package dev.caravan.system.sqlite;

import dev.caravan.model.CaravanException;
import dev.caravan.relational.SeenCatalogue;
import dev.caravan.relational.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The tables of a database file and, for those that are not there yet, as the schema files will make them (tried out in
 * memory). So a plan can look at a target before it exists.
 */
final class SqliteCatalogue extends SeenCatalogue<SqliteTable> {
    private final SqliteFile file;
    private final List<String> schemaFiles;
    private Connection connection;
    private Connection preview;

    SqliteCatalogue(SqliteFile file, List<String> schemaFiles) {
        this.file = file;
        this.schemaFiles = List.copyOf(schemaFiles);
    }

    @Override
    protected Optional<SqliteTable> find(String name) throws SQLException {
        Optional<SqliteTable> found = existing(name);
        return found.isEmpty() && !schemaFiles.isEmpty() ? new TableReader(preview()).table(name) : found;
    }

    @Override
    protected long rows(String name) throws SQLException {
        return existing(name).isEmpty()
                ? 0
                : Sql.one(connection(), "SELECT count(*) FROM " + SqliteTable.relation(name));
    }

    @Override
    protected CaravanException failure(SQLException cause, String what) {
        return file.failure(cause, what);
    }

    private Optional<SqliteTable> existing(String name) throws SQLException {
        return file.exists() ? new TableReader(connection()).table(name) : Optional.empty();
    }

    private Connection connection() {
        if (connection == null) {
            connection = file.reading();
        }
        return connection;
    }

    private Connection preview() throws SQLException {
        if (preview == null) {
            Connection memory = file.memory();
            new TargetSchema(file, schemaFiles, false).run(memory);
            preview = memory;
        }
        return preview;
    }

    @Override
    public synchronized void close() {
        SqliteFile.closeQuietly(connection);
        SqliteFile.closeQuietly(preview);
        connection = null;
        preview = null;
    }
}
