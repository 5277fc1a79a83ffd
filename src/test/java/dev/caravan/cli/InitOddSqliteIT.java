package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.servers.PostgresServer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Expressions that both databases take and that mean one thing in SQLite and another in PostgreSQL. */
@ExtendWith(PostgresServer.class)
class InitOddSqliteIT {
    @TempDir
    private Path folder;

    private Sqlite v1;
    private InitScene scene;

    @BeforeEach
    void makeScene(PostgresServer.Running server) {
        Path file = folder.resolve("v1.db");
        v1 = new Sqlite(file);
        scene = new InitScene(folder, "sqlite:" + file, server.database());
    }

    @Test
    void shouldComputeNoOtherValuesThanSqliteDid() {
        v1.script(
                """
                CREATE TABLE computed (
                  id INTEGER PRIMARY KEY, a INTEGER, b INTEGER, price NUMERIC(10,2), r REAL, name TEXT,
                  ratio INTEGER AS (a / b), half INTEGER AS (a / 2), rest INTEGER AS (a % b), most INTEGER AS (max(a, b)),
                  whole INTEGER AS (CAST(r AS INTEGER)), rounded REAL AS (round(r)), "end" TEXT AS (substr(name, -2)),
                  start TEXT AS (substr(name, 1, 2)), small TEXT AS (lower(name)), label TEXT AS (name || ' ' || r),
                  sum NUMERIC(10,2) AS (price * 3), key TEXT AS (id || '/' || name) STORED,
                  CHECK (a / b > -100), CHECK (name > 'A' OR name < 'a'), CHECK (name LIKE 'É%' OR name LIKE '%b%'),
                  CHECK (name NOT LIKE 'a\\_b'), CHECK (price * 2 < 1000));
                CREATE INDEX computed_ratio ON computed (a / b);
                CREATE INDEX computed_small ON computed (lower(name));
                CREATE UNIQUE INDEX computed_one ON computed (lower(name), a) WHERE name < 'z';
                """);
        v1.run("INSERT INTO computed (id, a, b, price, r, name) VALUES (1, 7, 0, 0.1, 2.5, 'Émb'), (2, 7, NULL, 7, 1.0,"
                + " 'émb'), (3, -7, 2, 33.33, -1.9, 'B'), (4, NULL, NULL, NULL, NULL, NULL)");

        List<String> warnings = scene.move();

        assertThat(scene.rows(
                        "SELECT id, ratio, half, rest, most, whole, rounded, \"end\", start, small, label, sum, key FROM"
                                + " computed ORDER BY id"))
                .containsExactly(
                        "1|null|3|null|7|2|3|mb|Ém|Émb|Émb 2.5|0.30000000000000004|1/Émb",
                        "2|null|3|null|null|1|1|mb|ém|émb|émb 1.0|21|2/émb",
                        "3|-3|-3|-1|2|-1|-2|B|B|b|B -1.9|99.99|3/B",
                        "4|null|null|null|null|null|null|null|null|null|null|null|null");
        assertThat(scene.rows(
                        "SELECT attname FROM pg_attribute WHERE attrelid = 'computed'::regclass AND attgenerated <> ''"
                                + " ORDER BY attnum"))
                .containsExactly("half", "start", "small", "key");
        assertThat(scene.constraints("computed"))
                .hasSize(4)
                .anyMatch(line -> line.contains("(name COLLATE \"C\") > 'A'"))
                .anyMatch(line -> line.contains("(name COLLATE \"C\") ~~* 'É%'"));
        assertThat(scene.indexes("computed"))
                .hasSize(2)
                .anyMatch(line -> line.contains("computed_one") && line.contains("lower((name COLLATE \"C\"))"))
                .anyMatch(line -> line.endsWith("(lower(name))"));
        assertThat(warnings)
                .filteredOn(line -> line.contains("is a plain column with the values it has now"))
                .hasSize(8);
        assertThat(warnings)
                .contains("table 'computed': check number 1 is left out, as it has no like in PostgreSQL")
                .contains("table 'computed': check number 4 is left out, as it has no like in PostgreSQL")
                .contains("index 'computed_ratio' of table 'computed': is left out: an expression of it has no like in"
                        + " PostgreSQL");
    }

    @Test
    void shouldTellOfViewsThatNobodyCanReadAndOfNamesThatAreTaken() {
        v1.script(
                """
                CREATE TABLE t (id INTEGER PRIMARY KEY);
                CREATE TABLE caravan_routes (id INTEGER PRIMARY KEY);
                CREATE VIEW broken AS SELECT x FROM gone;
                CREATE VIEW fine AS SELECT id FROM t;
                INSERT INTO t VALUES (1);
                """);

        List<String> warnings = scene.move("--views");

        assertThat(scene.rows("SELECT * FROM fine")).containsExactly("1");
        assertThat(warnings)
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line)
                                .startsWith("view 'broken': is left out, as SQLite itself cannot read it"),
                        line -> assertThat(line).startsWith("view 'fine': is copied as a table"),
                        line -> assertThat(line)
                                .startsWith("table 'caravan_routes': is left out, as names that begin"));
    }

    @Test
    void shouldLeaveOutATableThatIsTooWideAndCarryTheRest() {
        String columns = IntStream.range(0, 1_700).mapToObj(one -> "c" + one).collect(Collectors.joining(", "));
        v1.script("CREATE TABLE wide (" + columns + "); CREATE TABLE narrow (id INTEGER PRIMARY KEY, a TEXT)");
        v1.run("INSERT INTO narrow VALUES (1, 'x')");

        List<String> warnings = scene.move();

        assertThat(warnings)
                .anyMatch(warning -> warning.contains("table 'wide': is left out with all its rows")
                        && warning.contains("1600 columns"));
        assertThat(scene.rows("SELECT id, a FROM narrow")).containsExactly("1|x");
    }
}
