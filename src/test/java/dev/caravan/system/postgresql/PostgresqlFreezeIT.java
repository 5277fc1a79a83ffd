package dev.caravan.system.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.servers.PostgresServer;
import dev.caravan.spi.Freeze;
import dev.caravan.spi.FreezeContract;
import dev.caravan.step.StepCalls;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresServer.class)
class PostgresqlFreezeIT extends FreezeContract {
    private final PostgresqlSystem kind = new PostgresqlSystem(Clock.systemUTC());

    private PostgresServer.Running server;
    private String url;

    @BeforeEach
    void make(PostgresServer.Running running) {
        server = running;
        url = running.database();
        PostgresServer.Running.run(
                url,
                "CREATE TABLE notes (id serial PRIMARY KEY, t text)",
                "INSERT INTO notes(t) VALUES ('a')",
                "DO $$ BEGIN CREATE ROLE app LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
                "GRANT SELECT, INSERT ON notes TO app",
                "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO app");
    }

    @Override
    protected Freeze freeze() {
        return freeze("{}");
    }

    private Freeze freeze(String options) {
        return kind.freeze(StepCalls.system("v1", "postgresql", url), StepCalls.json(options));
    }

    @Override
    protected Freeze unreachable() {
        String nobody = url.replaceAll(":[0-9]+/", ":1/");
        return kind.freeze(StepCalls.system("v1", "postgresql", nobody), StepCalls.json("{}"));
    }

    @Override
    protected boolean write() throws SQLException {
        try (Connection connection = DriverManager.getConnection(app())) {
            return writes(connection);
        }
    }

    private String app() {
        return url.replace("user=postgres", "user=app");
    }

    @Override
    protected String read() throws SQLException {
        try (Connection connection = DriverManager.getConnection(app());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT string_agg(t, ',' ORDER BY id),"
                        + " (SELECT count(*) FROM pg_class WHERE relname LIKE 'caravan%') FROM notes")) {
            row.next();
            return row.getString(1) + row.getString(2);
        }
    }

    @Override
    protected Writer openWriter() throws SQLException {
        Connection connection = DriverManager.getConnection(app());
        return new Writer() {
            @Override
            public boolean write() throws SQLException {
                return writes(connection);
            }

            @Override
            public void close() throws SQLException {
                connection.close();
            }
        };
    }

    @Test
    void shouldTryAsTheApplication() {
        freeze().freeze("t");
        PostgresServer.Running.run(
                url,
                "SET default_transaction_read_only = off",
                "ALTER ROLE app SET default_transaction_read_only = off");

        Freeze.Proof asApp = freeze("{\"as\": {\"user\": \"app\"}}").probe();

        assertThat(asApp.holds()).isFalse();
        assertThat(freeze().probe().holds()).isTrue();
        PostgresServer.Running.run(
                url, "SET default_transaction_read_only = off", "ALTER ROLE app RESET default_transaction_read_only");
        assertThat(freeze("{\"as\": {\"user\": \"app\"}}").probe().holds()).isTrue();
        freeze().thaw("t");
    }

    @Test
    void shouldLetNobodyWriteOverAConnectionFromDuringTheFreeze() throws SQLException {
        freeze().freeze("t");
        try (Connection during = DriverManager.getConnection(app())) {
            assertThat(writes(during)).isFalse();

            freeze().thaw("t");

            assertThat(during.isValid(1)).isFalse();
        }
        assertThat(write()).isTrue();
    }

    @Test
    void shouldRefuseWhileAPreparedTransactionWaits() {
        String refusal = "prepared transactions";
        if (!prepare()) {
            return;
        }

        assertThatThrownBy(() -> freeze().freeze("t")).hasMessageContaining(refusal);

        PostgresServer.Running.run(url, "ROLLBACK PREPARED 'x'");
    }

    /** False where the server allows none. */
    private boolean prepare() {
        try {
            PostgresServer.Running.run(url, "BEGIN", "INSERT INTO notes(t) VALUES ('p')", "PREPARE TRANSACTION 'x'");
            return true;
        } catch (IllegalStateException off) {
            return false;
        }
    }

    private static boolean writes(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO notes(t) VALUES ('b')");
            return true;
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isIn("25006", "57P01", "08006", "08003");
            return false;
        }
    }
}
