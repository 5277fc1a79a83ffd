package dev.caravan.system.postgresql;

import dev.caravan.model.CaravanException;
import dev.caravan.relational.SeenCatalogue;
import dev.caravan.relational.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The tables of a database and, for those that are not there yet, as the schema files will make them: tried out in a transaction
 * that is taken back, in a database of its own name when there is none. So a plan can look at a target before it exists.
 */
final class PostgresqlCatalogue extends SeenCatalogue<PgTable> {
    private final PostgresqlServer server;
    private final List<String> schemaFiles;
    private Connection connection;
    private boolean tried;

    PostgresqlCatalogue(PostgresqlServer server, List<String> schemaFiles) {
        this.server = server;
        this.schemaFiles = List.copyOf(schemaFiles);
    }

    @Override
    protected Optional<PgTable> find(String name) throws SQLException {
        Optional<PgTable> found = new TableReader(connection()).table(name);
        if (found.isEmpty() && !schemaFiles.isEmpty() && !tried) {
            tried = true;
            new TargetSchema(server, schemaFiles, false).run(connection);
            found = new TableReader(connection).table(name);
        }
        return found;
    }

    @Override
    protected long rows(String name) throws SQLException {
        Optional<PgTable> found = new TableReader(connection()).table(name);
        return found.isEmpty()
                ? 0
                : Sql.one(connection, "SELECT count(*) FROM " + found.get().relation());
    }

    @Override
    protected CaravanException failure(SQLException cause, String what) {
        return server.failure(cause, what);
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
