package dev.caravan.system.sqlite;

import dev.caravan.model.TableShape;
import dev.caravan.relational.ForeignKey;
import dev.caravan.relational.Sql;
import dev.caravan.spi.Catalogue;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tables of a database file and, for those that are not there yet, as the schema files will make them (tried out in
 * memory). So a plan can look at a target before it exists.
 */
final class SqliteCatalogue implements Catalogue {
    private final SqliteFile file;
    private final List<String> schemaFiles;
    private Connection connection;
    private Connection preview;

    SqliteCatalogue(SqliteFile file, List<String> schemaFiles) {
        this.file = file;
        this.schemaFiles = List.copyOf(schemaFiles);
    }

    @Override
    public synchronized Optional<TableShape> table(String name) {
        return find(name).map(SqliteTable::shape);
    }

    @Override
    public synchronized Set<String> references(String table) {
        return find(table).map(SqliteTable::foreignKeys).orElse(List.of()).stream()
                .map(ForeignKey::table)
                .collect(Collectors.toSet());
    }

    @Override
    public synchronized boolean ordered(String table, List<String> key) {
        return find(table).map(found -> found.isOrdered(key)).orElse(false);
    }

    @Override
    public synchronized long count(String table) {
        try {
            if (!file.exists() || new TableReader(connection()).table(table).isEmpty()) {
                return 0;
            }
            return Sql.one(connection(), "SELECT count(*) FROM " + SqliteTable.relation(table));
        } catch (SQLException e) {
            throw file.failure(e, "table '" + table + "' could not be counted");
        }
    }

    private Optional<SqliteTable> find(String name) {
        try {
            Optional<SqliteTable> found = file.exists() ? new TableReader(connection()).table(name) : Optional.empty();
            return found.isEmpty() && !schemaFiles.isEmpty() ? new TableReader(preview()).table(name) : found;
        } catch (SQLException e) {
            throw file.failure(e, "table '" + name + "' could not be looked up");
        }
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
            new TargetSchema(file, schemaFiles).run(memory);
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
