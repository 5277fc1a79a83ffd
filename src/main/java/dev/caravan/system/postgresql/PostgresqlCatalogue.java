package dev.caravan.system.postgresql;

import dev.caravan.model.TableShape;
import dev.caravan.relational.Sql;
import dev.caravan.spi.Catalogue;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tables of a database and, for those that are not there yet, as the schema files will make them: tried out in a transaction
 * that is taken back, in a database of its own name when there is none. So a plan can look at a target before it exists.
 */
final class PostgresqlCatalogue implements Catalogue {
    private final PostgresqlServer server;
    private final List<String> schemaFiles;
    private Connection connection;
    private boolean tried;

    PostgresqlCatalogue(PostgresqlServer server, List<String> schemaFiles) {
        this.server = server;
        this.schemaFiles = List.copyOf(schemaFiles);
    }

    @Override
    public synchronized Optional<TableShape> table(String name) {
        return find(name).map(PgTable::shape);
    }

    @Override
    public synchronized Set<String> references(String table) {
        return find(table).map(PgTable::foreignKeys).orElse(List.of()).stream()
                .map(PgTable.ForeignKey::table)
                .collect(Collectors.toSet());
    }

    @Override
    public synchronized boolean ordered(String table, List<String> key) {
        return find(table).map(found -> found.isOrdered(key)).orElse(false);
    }

    @Override
    public synchronized long count(String table) {
        try {
            Optional<PgTable> found = new TableReader(connection()).table(table);
            return found.isEmpty()
                    ? 0
                    : Sql.one(connection, "SELECT count(*) FROM " + found.get().relation());
        } catch (SQLException e) {
            throw server.failure(e, "table '" + table + "' could not be counted");
        }
    }

    private Optional<PgTable> find(String name) {
        try {
            Optional<PgTable> found = new TableReader(connection()).table(name);
            if (found.isEmpty() && !schemaFiles.isEmpty() && !tried) {
                tried = true;
                new TargetSchema(server, schemaFiles).run(connection);
                found = new TableReader(connection).table(name);
            }
            return found;
        } catch (SQLException e) {
            throw server.failure(e, "table '" + name + "' could not be looked up");
        }
    }

    private Connection connection() {
        if (connection == null) {
            boolean missing = !schemaFiles.isEmpty() && !server.exists();
            connection = missing ? server.maintenance().writing() : server.writing();
        }
        return connection;
    }

    @Override
    public synchronized void close() {
        PostgresqlServer.closeQuietly(connection);
        connection = null;
        tried = false;
    }
}
