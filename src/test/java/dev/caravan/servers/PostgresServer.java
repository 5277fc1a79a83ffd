package dev.caravan.servers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL for the tests: {@code @ExtendWith(PostgresServer.class)} and a parameter of type {@link Running}. Started
 * once for all tests of a JVM, on a free port of the loopback, and stopped with it.
 */
public final class PostgresServer extends SharedServer<PostgresServer.Running> {
    public PostgresServer() {
        super(Running.class);
    }

    @Override
    Running begin() throws IOException {
        return new Running(EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("max_connections", "200")
                .setServerConfig("unix_socket_directories", "")
                .start());
    }

    /** The server, and databases on it that nobody else uses. */
    public static final class Running implements AutoCloseable {
        private final EmbeddedPostgres server;
        private final AtomicInteger databases = new AtomicInteger();

        private Running(EmbeddedPostgres server) {
            this.server = server;
        }

        public int port() {
            return server.getPort();
        }

        /** The URL of a new, empty database. */
        public String database() {
            String name = "db" + databases.incrementAndGet();
            run(url("postgres"), "CREATE DATABASE " + name + " TEMPLATE template0 ENCODING 'UTF8'");
            return url(name);
        }

        /** The URL of a database, whether it is there or not. */
        public String url(String name) {
            return "jdbc:postgresql://127.0.0.1:" + port() + "/" + name + "?user=postgres";
        }

        /** Runs statements. */
        public static void run(String url, String... statements) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
