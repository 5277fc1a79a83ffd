package dev.caravan.system.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.SystemSettings;
import dev.caravan.servers.PostgresServer;
import dev.caravan.spi.SnapshotContract;
import dev.caravan.spi.SnapshotFolder;
import dev.caravan.spi.SystemKind;
import dev.caravan.step.StepCalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(PostgresServer.class)
class PostgresqlSnapshotIT extends SnapshotContract {
    private PostgresServer.Running server;

    @TempDir
    private Path temporary;

    @BeforeEach
    void make(PostgresServer.Running running) {
        server = running;
    }

    @Override
    protected SystemKind kind() {
        return new PostgresqlSystem(Clock.systemUTC());
    }

    @Override
    protected SystemSettings empty() {
        return StepCalls.system("v1", "postgresql", server.database());
    }

    @Override
    protected SystemSettings filled() {
        SystemSettings system = empty();
        PostgresServer.Running.run(
                system.address(),
                "CREATE SCHEMA \"odd schema\"",
                "CREATE TYPE mood AS ENUM ('sad', 'it''s ok')",
                "CREATE DOMAIN positive AS int DEFAULT 1 CHECK (VALUE > 0)",
                "CREATE TYPE pair AS (a int, b text)",
                "CREATE SEQUENCE loose INCREMENT 5 START 100",
                "SELECT nextval('loose')",
                "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.touched := 'yes'; RETURN NEW;"
                        + " END $$",
                "CREATE TABLE people (id serial PRIMARY KEY, name varchar(20) COLLATE \"C\" NOT NULL UNIQUE, m mood,"
                        + " p positive, pr pair, touched text DEFAULT 'no', twice int GENERATED ALWAYS AS (id * 2) STORED,"
                        + " CONSTRAINT short CHECK (length(name) < 19))",
                "CREATE TRIGGER touches BEFORE UPDATE ON people FOR EACH ROW EXECUTE FUNCTION touch()",
                "INSERT INTO people(name, m, p, pr) VALUES (E'tab\\t\\\\ \\n', 'it''s ok', 4, ROW(1, 'x,\"y')),"
                        + " ('ä\uD83D\uDE00', NULL, NULL, NULL)",
                "CREATE TABLE \"odd schema\".\"Odd Table\" (\"Group\" bigint GENERATED ALWAYS AS IDENTITY, n numeric(30, 10),"
                        + " t timestamptz, j jsonb, b bytea, a text[], r real, d double precision, u uuid, i interval,"
                        + " person int REFERENCES people ON DELETE CASCADE)",
                "INSERT INTO \"odd schema\".\"Odd Table\"(n, t, j, b, a, r, d, u, i, person) VALUES ('NaN', 'infinity',"
                        + " '{\"b\": [1, null], \"a\": 1.10}', '\\x00ff', '{NULL,\"\",\"a b\"}', 0.1, 1e-310,"
                        + " 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '1 mon -2 days', 1), (12345678901234567890.0123456789,"
                        + " '2024-02-29 12:00+05:30', 'null', NULL, '{}', 'NaN', '-Infinity', NULL, NULL, NULL)",
                "CREATE INDEX lower_name ON people (lower(name)) WHERE id > 0",
                "CREATE VIEW seen AS SELECT name FROM people WHERE id > 0",
                "CREATE MATERIALIZED VIEW kept AS SELECT count(*) AS n FROM people",
                "CREATE UNIQUE INDEX kept_n ON kept (n)",
                "CREATE TABLE keyless (x text)",
                "INSERT INTO keyless VALUES ('same'), ('same'), (''), (NULL)",
                "DO $$ BEGIN CREATE ROLE reader; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
                "GRANT SELECT, INSERT ON people TO reader",
                "GRANT USAGE ON SCHEMA \"odd schema\" TO reader",
                "GRANT USAGE ON SEQUENCE people_id_seq TO reader",
                "ALTER TABLE keyless OWNER TO reader",
                "COMMENT ON TABLE keyless IS 'no key, it''s fine'",
                "COMMENT ON COLUMN keyless.x IS 'x'");
        return system;
    }

    @Override
    protected Map<String, String> values(SystemSettings system) throws Exception {
        Map<String, String> values = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(system.address());
                Statement statement = connection.createStatement()) {
            for (String table : column(
                    statement,
                    "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog',"
                            + " 'information_schema')")) {
                values.put(
                        table,
                        column(statement, "SELECT t::text FROM " + table + " t ORDER BY 1")
                                .toString());
            }
            values.put(
                    "views",
                    column(statement, "SELECT name FROM seen UNION ALL SELECT n::text FROM kept")
                            .toString());
            values.put(
                    "schema",
                    column(
                                    statement,
                                    "SELECT table_name || column_name || data_type || is_nullable ||"
                                            + " coalesce(column_default, '') || is_identity || coalesce(collation_name, '') FROM"
                                            + " information_schema.columns WHERE table_schema NOT IN ('pg_catalog',"
                                            + " 'information_schema') UNION ALL SELECT conname || pg_get_constraintdef(oid) FROM"
                                            + " pg_constraint WHERE conrelid > 16000 UNION ALL SELECT indexdef FROM pg_indexes WHERE"
                                            + " schemaname NOT IN ('pg_catalog') UNION ALL SELECT tgname FROM pg_trigger WHERE NOT"
                                            + " tgisinternal UNION ALL SELECT description FROM pg_description WHERE objoid > 16000"
                                            + " UNION ALL SELECT relname || relowner::regrole || coalesce(array_to_string(ARRAY(SELECT"
                                            + " unnest(relacl)::text ORDER BY 1), ','), '') FROM pg_class WHERE relnamespace > 16000 OR"
                                            + " relnamespace = 'public'::regnamespace"
                                            + " UNION ALL SELECT nspname || nspowner::regrole || coalesce(array_to_string(ARRAY(SELECT"
                                            + " unnest(nspacl)::text ORDER BY 1), ','), '') FROM pg_namespace WHERE nspname NOT LIKE 'pg%'"
                                            + " UNION ALL SELECT sequencename || coalesce(last_value::text, 'unused') || increment_by"
                                            + " FROM pg_sequences ORDER BY 1")
                            .toString());
        } catch (SQLException none) {
            if (values.isEmpty()) {
                return values;
            }
            throw none;
        }
        return values;
    }

    @Override
    protected void change(SystemSettings system) {
        PostgresServer.Running.run(
                system.address(),
                "UPDATE people SET name = 'other' WHERE id = 2",
                "DELETE FROM keyless WHERE x = ''",
                "INSERT INTO people(name) VALUES ('third')",
                "CREATE TABLE later (x int)",
                "DROP INDEX lower_name");
    }

    @Override
    protected String place() {
        return "people";
    }

    @Override
    protected void move(SystemSettings system) {
        PostgresServer.Running.run(
                system.address(),
                "INSERT INTO people(name) VALUES ('moved')",
                "CREATE TABLE caravan_ledger (x int)",
                "INSERT INTO caravan_ledger VALUES (1)");
    }

    @Override
    protected List<String> surroundings() throws Exception {
        try (Connection connection = DriverManager.getConnection(server.url("postgres"));
                Statement statement = connection.createStatement()) {
            return column(statement, "SELECT datname FROM pg_database WHERE datname LIKE 'caravan%' ORDER BY 1");
        }
    }

    @Test
    void shouldCopyOneMomentWhileAnotherWrites() throws Exception {
        SystemSettings system = filled();
        AtomicInteger number = new AtomicInteger();
        SnapshotFolder copy = new SnapshotFolder(
                Files.createDirectory(temporary.resolve("copy")),
                () -> PostgresServer.Running.run(
                        system.address(),
                        "INSERT INTO people(name) VALUES ('during " + number.incrementAndGet() + "')",
                        "INSERT INTO keyless VALUES ('during')"));

        AtomicBoolean over = new AtomicBoolean();
        Thread numbers = new Thread(() -> {
            while (!over.get()) {
                PostgresServer.Running.run(system.address(), "SELECT nextval('loose') FROM generate_series(1, 50000)");
            }
        });
        numbers.start();
        var taken = kind().snapshot(system).take(copy);
        over.set(true);
        numbers.join();

        SnapshotFolder calm = new SnapshotFolder(copy.path(), SnapshotFolder.Pace.UNHURRIED);
        assertThat(kind().snapshot(system).prove(calm, taken)).isNotBlank();
        assertThat(number.get()).isPositive();
    }

    @Test
    void shouldRefuseWhatARestoreWouldLose() throws Exception {
        SystemSettings system = filled();
        PostgresServer.Running.run(system.address(), "CREATE TABLE parted (x int) PARTITION BY RANGE (x)");
        SnapshotFolder copy =
                new SnapshotFolder(Files.createDirectory(temporary.resolve("copy")), SnapshotFolder.Pace.UNHURRIED);

        assertThatThrownBy(() -> kind().snapshot(system).take(copy))
                .hasMessageContaining("partitioned table public.parted");
    }

    private static List<String> column(Statement statement, String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                found.add(row.getString(1));
            }
        }
        return found;
    }
}
