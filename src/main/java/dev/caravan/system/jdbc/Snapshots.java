package dev.caravan.system.jdbc;

import dev.caravan.model.CaravanException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Connections that see one state of the database, begun together: several where the server lets them, else one, which all
 * readers share. Safe for use by several threads.
 */
final class Snapshots implements AutoCloseable {
    private static final int MOST = 4;

    private final JdbcServer server;
    private final List<Connection> all = new ArrayList<>();
    private final BlockingQueue<Connection> free = new LinkedBlockingQueue<>();

    Snapshots(JdbcServer server) {
        this.server = server;
    }

    /** Takes the state. */
    synchronized void open() {
        int wanted = server.address().maria() ? MOST : 1;
        try {
            for (int number = 0; number < wanted; number++) {
                all.add(server.connect());
            }
            int begun = server.dialect().begin(all);
            while (all.size() > begun) {
                JdbcServer.closeQuietly(all.remove(all.size() - 1));
            }
            free.addAll(all);
        } catch (SQLException e) {
            throw server.failure(e, "its state could not be held");
        }
    }

    /** Does some work on a connection that nobody else uses meanwhile. */
    <T> T with(String doing, Work<T> work) {
        Connection connection;
        try {
            connection = free.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw server.error("it was interrupted while it waited for a connection", e);
        }
        try {
            return work.on(connection);
        } catch (SQLException e) {
            throw failure(e, doing);
        } finally {
            free.add(connection);
        }
    }

    @Override
    public synchronized void close() {
        all.forEach(JdbcServer::closeQuietly);
        all.clear();
        free.clear();
    }

    private CaravanException failure(SQLException e, String doing) {
        return server.failure(e, doing);
    }

    /** Some work. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }
}
