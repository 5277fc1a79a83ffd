package dev.caravan.system.jdbc;

import dev.caravan.model.TableShape;
import dev.caravan.relational.Sql;
import dev.caravan.spi.Catalogue;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** The tables of a database. */
final class JdbcCatalogue implements Catalogue {
    private final JdbcServer server;
    private Connection connection;

    JdbcCatalogue(JdbcServer server) {
        this.server = server;
    }

    @Override
    public synchronized Optional<TableShape> table(String name) {
        try {
            return server.dialect().table(connection(), name).map(JdbcTable::shape);
        } catch (SQLException e) {
            throw server.failure(e, "table '" + name + "' could not be looked up");
        }
    }

    @Override
    public synchronized long count(String table) {
        try {
            Optional<JdbcTable> found = server.dialect().table(connection(), table);
            return found.isEmpty()
                    ? 0
                    : Sql.one(connection, "SELECT count(*) FROM " + found.get().relation());
        } catch (SQLException e) {
            throw server.failure(e, "table '" + table + "' could not be counted");
        }
    }

    @Override
    public synchronized void close() {
        JdbcServer.closeQuietly(connection);
        connection = null;
    }

    private Connection connection() {
        if (connection == null) {
            connection = server.connect();
        }
        return connection;
    }
}
