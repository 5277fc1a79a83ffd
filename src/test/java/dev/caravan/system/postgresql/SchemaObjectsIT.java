package dev.caravan.system.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.SystemSettings;
import dev.caravan.servers.PostgresServer;
import dev.caravan.spi.Snapshot;
import dev.caravan.spi.SnapshotFolder;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Objects that need each other in an order which neither their names nor their age tells, and what columns and types are told. */
@ExtendWith(PostgresServer.class)
class SchemaObjectsIT {
    private final PostgresqlSystem kind = new PostgresqlSystem(Clock.systemUTC());

    private SystemSettings system;
    private SystemSettings other;

    @TempDir
    private Path temporary;

    @BeforeEach
    void make(PostgresServer.Running server) {
        system = StepCalls.system("v1", "postgresql", server.database());
        other = StepCalls.system("v2", "postgresql", server.database());
    }

    @Test
    void shouldMakeViewsAndFunctionsBehindWhatTheyNeed() throws Exception {
        run(
                "CREATE TABLE base (id int PRIMARY KEY, n int)",
                "INSERT INTO base SELECT i, i * 10 FROM generate_series(1, 5) i",
                "CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql IMMUTABLE BEGIN ATOMIC SELECT $1 * 2; END",
                "CREATE VIEW z_first AS SELECT id, twice(n) AS d FROM base",
                "CREATE FUNCTION a_total() RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT sum(d) FROM z_first; END",
                "CREATE VIEW a_second AS SELECT a_total() AS total",
                "CREATE FUNCTION b_rows() RETURNS SETOF a_second LANGUAGE sql STABLE BEGIN ATOMIC SELECT * FROM a_second; END",
                "CREATE MATERIALIZED VIEW a_kept AS SELECT total FROM b_rows()",
                "CREATE FUNCTION c_kept(a_kept[]) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT cardinality($1); END",
                "CREATE VIEW c_asked AS SELECT c_kept(array_agg(a)) AS n FROM a_kept a");

        assertThat(
                        restored(
                                "SELECT total FROM a_kept UNION ALL SELECT n FROM c_asked UNION ALL SELECT total FROM b_rows()"))
                .containsExactly("300", "1", "300");
    }

    @Test
    void shouldMakeWhatWasReplacedBehindWhatIsYounger() throws Exception {
        run(
                "CREATE VIEW old_view AS SELECT 1 AS x",
                "CREATE FUNCTION old_function() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END",
                "CREATE DOMAIN code AS int",
                "CREATE TABLE young (x int PRIMARY KEY, y text)",
                "INSERT INTO young VALUES (7, 'seven')",
                "CREATE VIEW young_view AS SELECT x FROM young",
                "CREATE OR REPLACE VIEW old_view AS SELECT x FROM young_view",
                "CREATE OR REPLACE FUNCTION old_function() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT max(x) FROM old_view; END",
                "CREATE FUNCTION is_code(int) RETURNS boolean LANGUAGE sql IMMUTABLE BEGIN ATOMIC SELECT $1 > 6; END",
                "CREATE SEQUENCE codes START 40",
                "ALTER DOMAIN code ADD CONSTRAINT is_one CHECK (is_code(VALUE))",
                "ALTER DOMAIN code SET DEFAULT nextval('codes')",
                "CREATE TABLE coded (c code, x int DEFAULT old_function())",
                "INSERT INTO coded DEFAULT VALUES");

        assertThat(restored("INSERT INTO coded DEFAULT VALUES", "SELECT c || ' ' || x FROM coded ORDER BY 1"))
                .containsExactly("40 7", "41 7");
    }

    @Test
    void shouldMakeWhatLeansOnAKeyBehindIt() throws Exception {
        run(
                "CREATE TABLE thing (id int PRIMARY KEY, name text)",
                "INSERT INTO thing VALUES (1, 'one')",
                "CREATE VIEW grouped AS SELECT id, name, count(*) AS n FROM thing GROUP BY id",
                "CREATE FUNCTION groups() RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT count(*) FROM (SELECT id, name"
                        + " FROM thing GROUP BY id) AS g; END",
                "CREATE FUNCTION known(int) RETURNS boolean LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN EXISTS (SELECT FROM"
                        + " grouped WHERE id = $1); END $$",
                "CREATE TABLE part (thing int CHECK (known(thing)))",
                "INSERT INTO part VALUES (1)");

        assertThat(restored("SELECT name || n || groups() FROM grouped")).containsExactly("one11");
    }

    @Test
    void shouldKeepWhatColumnsSequencesAndTypesAreTold() throws Exception {
        run(
                "CREATE DOMAIN word AS text COLLATE \"C\" CONSTRAINT \"is on it\" CHECK (VALUE <> '')",
                "COMMENT ON CONSTRAINT \"is on it\" ON DOMAIN word IS 'not empty'",
                "ALTER DOMAIN word ADD CONSTRAINT later CHECK (VALUE <> 'x') NOT VALID",
                "CREATE TYPE pair AS (a text COLLATE \"C\", b int)",
                "CREATE TABLE old_name (id int GENERATED ALWAYS AS IDENTITY (START 100 INCREMENT 10 MAXVALUE 500 CYCLE), w word)",
                "ALTER TABLE old_name RENAME TO new_name",
                "INSERT INTO new_name (w) VALUES ('first')",
                "ALTER TABLE new_name ALTER w SET STATISTICS 77, ALTER w SET STORAGE EXTERNAL, ALTER w SET (n_distinct = 5)",
                "CREATE INDEX sorted ON new_name (w)",
                "ALTER TABLE new_name CLUSTER ON sorted",
                "CREATE VIEW shown AS SELECT w FROM new_name",
                "ALTER VIEW shown ALTER w SET DEFAULT 'shown'",
                "DO $$ BEGIN CREATE ROLE reader; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
                "ALTER TYPE pair OWNER TO reader");

        assertThat(
                        restored(
                                "INSERT INTO shown DEFAULT VALUES",
                                "SELECT id || ' ' || w FROM new_name UNION ALL SELECT seqmax || ' ' || seqcycle || ' ' ||"
                                        + " seqrelid::regclass FROM pg_sequence UNION ALL SELECT description FROM pg_description JOIN"
                                        + " pg_constraint k ON k.oid = objoid WHERE contypid <> 0 UNION ALL SELECT pg_get_constraintdef(oid)"
                                        + " FROM pg_constraint WHERE conname = 'later' UNION ALL SELECT attstattarget || attstorage::text ||"
                                        + " attoptions::text FROM pg_attribute WHERE attrelid = 'new_name'::regclass AND attname = 'w' UNION ALL"
                                        + " SELECT indexrelid::regclass::text FROM pg_index WHERE indisclustered UNION ALL SELECT typname || ' ' ||"
                                        + " typowner::regrole FROM pg_type WHERE typname = 'pair' UNION ALL SELECT 'in C ' || count(*) FROM"
                                        + " (SELECT typcollation FROM pg_type WHERE typname = 'word' UNION ALL SELECT attcollation FROM"
                                        + " pg_attribute WHERE attrelid = 'pair'::regclass AND attname = 'a') AS c (c) WHERE c = '\"C\"'::regcollation"))
                .containsExactly(
                        "100 first",
                        "110 shown",
                        "500 true old_name_id_seq",
                        "not empty",
                        "CHECK ((VALUE <> 'x'::text)) NOT VALID",
                        "77e{n_distinct=5}",
                        "sorted",
                        "pair reader",
                        "in C 2");
    }

    private void run(String... statements) {
        PostgresServer.Running.run(system.address(), statements);
    }

    /** Takes a copy, proves it, restores it elsewhere; answers what the last of these statements says there. */
    private List<String> restored(String... statements) throws Exception {
        SnapshotFolder folder =
                new SnapshotFolder(Files.createDirectory(temporary.resolve("copy")), SnapshotFolder.Pace.UNHURRIED);
        Snapshot.Contents taken = kind.snapshot(system).take(folder);
        assertThat(kind.snapshot(system).prove(folder, taken)).contains("compared");
        kind.snapshot(other).restore(folder);
        assertThat(taken.differences(kind.snapshot(other).look(SnapshotFolder.Pace.UNHURRIED)))
                .isEmpty();
        List<String> answers = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(other.address());
                Statement statement = connection.createStatement()) {
            for (int at = 0; at + 1 < statements.length; at++) {
                statement.execute(statements[at]);
            }
            gather(statement, statements[statements.length - 1], answers);
        }
        return answers;
    }

    private static void gather(Statement statement, String question, List<String> answers) throws SQLException {
        try (ResultSet row = statement.executeQuery(question)) {
            while (row.next()) {
                answers.add(row.getString(1));
            }
        }
    }
}
