package dev.caravan.bench;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * A PostgreSQL for the cases that need one: the server that {@code --set pg.url=} names, in a schema of its own, or else one of the
 * bench's own, from the programs that are installed.
 */
final class PostgresStand implements AutoCloseable {
    /** Names a server that is there. */
    static final String SETTING = "pg.url";

    private static final String SCHEMA = "caravan_bench";
    private static final String PEER = "bench_peer";
    /** Bytes; short enough to stay in the row. */
    private static final int WARM_ROW = 1000;

    private final String given;
    private final PostgresServer server;

    private PostgresStand(String given, PostgresServer server) {
        this.given = given;
        this.server = server;
    }

    /** Why there can be none here; empty when there can. */
    static Optional<String> missing(Workbench bench) {
        boolean there =
                bench.setting(SETTING).isPresent() || PostgresServer.find(bench).isPresent();
        return there
                ? Optional.empty()
                : Optional.of("needs a PostgreSQL: install one (postgres and initdb on the PATH or in"
                        + " /usr/lib/postgresql), or name a database with --set " + SETTING
                        + "=jdbc:postgresql://host/database?user=..");
    }

    /**
     * Starts one, or takes what is there.
     *
     * @throws CaravanException USAGE when there is none
     */
    static PostgresStand open(Workbench bench) throws IOException {
        Optional<String> url = bench.setting(SETTING);
        if (url.isPresent()) {
            return new PostgresStand(url.get(), null);
        }
        return new PostgresStand(
                null,
                PostgresServer.start(
                        bench,
                        PostgresServer.find(bench)
                                .orElseThrow(() -> new CaravanException(
                                        ErrorCode.USAGE, "bench", missing(bench).orElse("")))));
    }

    /**
     * Has a server of the bench's own write as much as a case will: it makes the files of its log as it first needs them, and the
     * contender whose turn is first would pay for them all.
     *
     * @param bytes of rows, about
     */
    void warm(long bytes) throws IOException {
        if (server != null) {
            execute(
                    server.url("postgres"),
                    "CREATE TABLE warm AS SELECT repeat('x', " + WARM_ROW + ") FROM generate_series(1, "
                            + bytes * 5 / 4 / WARM_ROW + ")",
                    "DROP TABLE warm",
                    "CHECKPOINT");
        }
    }

    /** The database, with the bench's own schema in its search path. */
    String url() {
        String url = given == null ? server.url("postgres") : given;
        return url + (url.contains("?") ? "&" : "?") + "currentSchema=" + SCHEMA;
    }

    /** For a peer's own database, where the server is the bench's own; made anew, empty. */
    Optional<String> peer() throws IOException {
        if (server == null) {
            return Optional.empty();
        }
        execute(server.url("postgres"), "DROP DATABASE IF EXISTS " + PEER, "CREATE DATABASE " + PEER, "CHECKPOINT");
        return Optional.of("postgresql://postgres@127.0.0.1:" + server.port() + "/" + PEER);
    }

    /** True when peers can be let in. */
    boolean isOwn() {
        return server != null;
    }

    /** Counts the rows of a table of the peer's database. */
    long peerRows(String table) throws IOException {
        return count(server.url(PEER), table);
    }

    /** Makes the bench's schema anew, then runs statements in it. */
    void renew(String... statements) throws IOException {
        execute(url(), "DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE", "CREATE SCHEMA " + SCHEMA);
        execute(url(), statements);
        if (server != null) {
            execute(url(), "CHECKPOINT");
        }
    }

    /** Runs statements in the bench's schema. */
    void run(String... statements) throws IOException {
        execute(url(), statements);
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            server.close();
            return;
        }
        execute(url(), "DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
    }

    private static void execute(String url, String... statements) throws IOException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IOException("the PostgreSQL of the bench refused: " + e.getMessage(), e);
        }
    }

    private static long count(String url, String table) throws IOException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IOException("the PostgreSQL of the bench refused: " + e.getMessage(), e);
        }
    }
}
