package dev.caravan.system.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.SystemSettings;
import dev.caravan.servers.PostgresServer;
import dev.caravan.spi.Snapshot;
import dev.caravan.spi.SnapshotFolder;
import dev.caravan.step.StepCalls;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Conditions that the server writes otherwise once it has read its own text: in checks, indexes, triggers, views and rules. */
@ExtendWith(PostgresServer.class)
class SchemaConditionsIT {
    private static final List<String> GAPS = List.of(
            "row security of public.plain:ALTER TABLE plain ENABLE ROW LEVEL SECURITY",
            "range type public.span:CREATE TYPE span AS RANGE (subtype = int)",
            "operator public.<<<:CREATE OPERATOR <<< (FUNCTION = int4lt, LEFTARG = int, RIGHTARG = int)",
            "collation loud:CREATE COLLATION loud (provider = icu, locale = 'und', deterministic = false)",
            "cast (public.mood AS integer):CREATE FUNCTION num(mood) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE CAST (mood AS"
                    + " int) WITH FUNCTION num(mood)",
            "text search configuration plainly:CREATE TEXT SEARCH CONFIGURATION plainly (COPY = simple)",
            "disabled foreign keys of public.child:CREATE TABLE child (id int REFERENCES plain); ALTER TABLE child DISABLE"
                    + " TRIGGER ALL",
            "foreign server far:CREATE FOREIGN DATA WRAPPER wrapper; CREATE SERVER far FOREIGN DATA WRAPPER wrapper",
            "rights on type public.mood:REVOKE USAGE ON TYPE mood FROM PUBLIC");

    /** Each changes the meaning of one thing and no row. */
    private static final List<String> OTHERS = List.of(
            "ALTER TABLE u DROP CONSTRAINT u_check; ALTER TABLE u ADD CHECK (c IN ('a','b') OR (b BETWEEN 'a' AND 'b'"
                    + " AND a BETWEEN 1 AND 2))",
            "ALTER TABLE u DROP CONSTRAINT u_check; ALTER TABLE u ADD CHECK (c IN ('a','B') AND (b BETWEEN 'a' AND 'b'"
                    + " AND a BETWEEN 1 AND 2))",
            "CREATE OR REPLACE VIEW v12 AS SELECT a FROM t WHERE ((a = 1 OR (a = 2 OR a = 3)) OR b = 'x') AND (a > 0 AND (a"
                    + " > 1 OR NOT (NOT b = 'z')))",
            "CREATE OR REPLACE VIEW v12 AS SELECT a FROM t WHERE a = 1 OR (a = 2 OR (a = 3 OR b = 'x') AND (a > 0 AND (a > 1"
                    + " AND NOT (NOT b = 'z'))))",
            "ALTER VIEW v16 RESET (security_invoker)",
            "ALTER TABLE t ENABLE TRIGGER g1",
            "ALTER TABLE plain ENABLE RULE r1",
            "DROP RULE r3 ON v13",
            "GRANT EXECUTE ON FUNCTION secret() TO PUBLIC",
            "REVOKE GRANT OPTION FOR SELECT ON plain FROM reader",
            "ALTER TABLE plain REPLICA IDENTITY DEFAULT",
            "COMMENT ON FUNCTION secret() IS 'told'",
            "DROP STATISTICS st",
            "REFRESH MATERIALIZED VIEW mv2");

    private final PostgresqlSystem kind = new PostgresqlSystem(Clock.systemUTC());

    private PostgresServer.Running server;
    private SystemSettings system;

    @TempDir
    private Path temporary;

    @BeforeEach
    void make(PostgresServer.Running running) throws Exception {
        server = running;
        system = StepCalls.system("v1", "postgresql", running.database());
        try (InputStream in = getClass().getResourceAsStream("/postgresql/odd-conditions.sql")) {
            PostgresServer.Running.run(
                    system.address(),
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .strip()
                            .split(";;\\s*"));
        }
    }

    @Test
    void shouldKnowACopyHoweverTheServerWritesItsConditions() throws Exception {
        SnapshotFolder folder = folder();
        SystemSettings other = StepCalls.system("v2", "postgresql", server.database());

        Snapshot.Contents taken = kind.snapshot(system).take(folder);
        kind.snapshot(system).prove(folder, taken);
        kind.snapshot(other).restore(folder);

        assertThat(taken.differences(look(other))).isEmpty();
        assertThat(taken.differences(look(system))).isEmpty();
        List<String> written = script(system);
        written.removeAll(script(other));
        assertThat(written)
                .as("what the server writes otherwise, or this shows nothing")
                .hasSizeGreaterThan(20);
    }

    @Test
    void shouldSeeEveryConditionThatIsAnother() {
        Snapshot.Contents before = look(system);
        for (String statement : OTHERS) {
            PostgresServer.Running.run(system.address(), statement);

            Snapshot.Contents after = look(system);
            assertThat(before.differences(after)).as(statement).containsExactly("schema: other values");
            before = after;
        }
    }

    @Test
    void shouldNameSchemasWhateverThePathOfADatabaseOrARole() throws Exception {
        String name = system.address().replaceAll(".*/(\\w+)\\?.*", "$1");
        PostgresServer.Running.run(
                system.address(),
                "ALTER DATABASE " + name + " SET search_path = app, public",
                "SET search_path = app, public",
                "CREATE FUNCTION app.fits(x text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT helper(x)'",
                "CREATE TABLE fitting (x text CHECK (fits(x)), y code DEFAULT 'a')",
                "INSERT INTO fitting VALUES ('yes')",
                "CREATE VIEW fit AS SELECT x, z FROM fitting, own2");
        SnapshotFolder folder = folder();

        Snapshot.Contents taken = kind.snapshot(system).take(folder);

        assertThat(kind.snapshot(system).prove(folder, taken)).contains("compared");
        kind.snapshot(system).restore(folder);
        assertThat(taken.differences(look(system))).isEmpty();
    }

    @Test
    void shouldRefuseWhatItCannotMakeAgain() throws Exception {
        SnapshotFolder folder = folder();
        for (String gap : GAPS) {
            PostgresServer.Running.run(system.address(), gap.substring(gap.indexOf(':') + 1));

            assertThatThrownBy(() -> kind.snapshot(system).take(folder))
                    .hasMessageContaining("a snapshot cannot hold ")
                    .hasMessageContaining(gap.substring(0, gap.indexOf(':')));
        }
    }

    private Snapshot.Contents look(SystemSettings at) {
        return kind.snapshot(at).look(SnapshotFolder.Pace.UNHURRIED);
    }

    private SnapshotFolder folder() throws Exception {
        return new SnapshotFolder(Files.createDirectory(temporary.resolve("copy")), SnapshotFolder.Pace.UNHURRIED);
    }

    private static List<String> script(SystemSettings at) throws SQLException {
        try (Connection connection = DriverManager.getConnection(at.address())) {
            SchemaScript script = new SchemaScript(connection);
            List<String> all = new ArrayList<>(script.before());
            all.addAll(script.after());
            return all;
        }
    }
}
