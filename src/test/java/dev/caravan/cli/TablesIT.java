package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQLite to SQLite with tables as they really are: every value as it was, or a reject that names it. */
class TablesIT {
    private static final List<String> TABLES =
            List.of("child", "plain", "pair", "odd \"name\"", "loose", "made", "parent");
    private static final String DDL =
            """
            CREATE TABLE plain (id INTEGER PRIMARY KEY, t TEXT, n INTEGER, r REAL, b BLOB);
            CREATE TABLE pair (a TEXT, b INTEGER, c TEXT, PRIMARY KEY (b, a)) WITHOUT ROWID;
            CREATE TABLE "odd ""name\""" ("a key" INTEGER PRIMARY KEY, "select" TEXT, "ä" TEXT, "x.y" TEXT, "it's" TEXT);
            CREATE TABLE loose (k PRIMARY KEY, v);
            CREATE TABLE keyless (v TEXT, w INTEGER);
            CREATE TABLE made (id INTEGER PRIMARY KEY, a INTEGER, twice INTEGER AS (a * 2) STORED, text TEXT AS ('n' || a));
            CREATE TABLE parent (id INTEGER PRIMARY KEY, above INTEGER REFERENCES parent (id));
            CREATE TABLE child (id INTEGER PRIMARY KEY, of INTEGER NOT NULL REFERENCES parent (id) ON DELETE CASCADE);
            """;

    @TempDir
    private Path folder;

    private Scene scene;
    private Sqlite v1;

    @BeforeEach
    void makeSource() {
        v1 = new Sqlite(folder.resolve("v1.db")).script(DDL);
        v1.run(
                "INSERT INTO plain VALUES (1, 'x', 1, 1.5, x'00ff'), (2, NULL, NULL, NULL, NULL), (3, '', 0, -0.0, x''),"
                        + " (-9223372036854775808, 'ä😀', 9223372036854775807, 9e999, zeroblob(100000)),"
                        + " (9223372036854775807, char(10) || char(13) || char(9), -1, -9e999, x'00'),"
                        + " (5, 'tail ', 5, 0.1, x'C0'), (6, '6', 6, 1e308, NULL), (7, 'seven', 7, 4.9e-324, NULL)",
                "INSERT INTO pair VALUES ('a', 1, 'x'), ('a', 2, NULL), ('b', 1, ''), ('', -1, 'empty'), ('é', 1, 'e')",
                "INSERT INTO \"odd \"\"name\"\"\" VALUES (1, 'from', 'ö', 'z', '''')",
                "INSERT INTO loose VALUES (1, 'one'), ('1', 'text'), (1.5, x'31'), (x'31', 1), ('b', 2.0), (2, NULL)",
                "INSERT INTO keyless VALUES ('a', 1), ('a', 1), (NULL, NULL), (NULL, NULL), ('b', 2)",
                "INSERT INTO made (id, a) VALUES (1, 21), (2, NULL)",
                "INSERT INTO parent VALUES (1, NULL), (2, 1), (3, 4), (4, 2)",
                "INSERT INTO child VALUES (1, 4), (2, 1)");
        scene = new Scene(folder).file("s.sql", DDL);
    }

    @Test
    void shouldCopyEveryValueOfEveryTableAsItIs() {
        migration("accept: 100%");

        Called run = scene.call("run", "--format", "json", "--batch-size", "2");

        assertThat(run.exit()).as(run.err() + run.out()).isZero();
        for (String table : TABLES) {
            assertThat(everything(scene.v2(), table)).as(table).isEqualTo(everything(v1, table));
        }
        assertThat(run.json().at("/pipelines/0/imported").asLong()).isEqualTo(2 + 8 + 5 + 1 + 6 + 2 + 4);
        assertThat(scene.call("run", "-q").exit()).isZero();
        assertThat(scene.call("verify", "-q").exit()).isZero();
    }

    @Test
    void shouldNameTableKeyAndColumnOfTextThatIsNoText() {
        v1.run(
                "INSERT INTO plain (id, t) VALUES (100, CAST(x'61ff62' AS TEXT))",
                "INSERT INTO pair VALUES (CAST(x'c3' AS TEXT), 77, 'broken key')",
                "INSERT INTO loose VALUES ('broken', CAST(x'eda080' AS TEXT))");
        migration("accept: 50%");

        Called run = scene.call("run", "--format", "json");

        assertThat(run.exit()).as(run.err()).isZero();
        List<JsonNode> rejects = scene.rejects("tables", "all");
        assertThat(rejects).extracting(reject -> reject.get("code").asText()).containsOnly("invalid_utf8");
        assertThat(rejects)
                .extracting(reject ->
                        reject.get("source").asText() + " " + reject.get("key").asText() + ": "
                                + reject.get("reason").asText())
                .satisfiesExactlyInAnyOrder(
                        text -> assertThat(text)
                                .contains("plain")
                                .contains("100")
                                .contains("'t'"),
                        text -> assertThat(text).contains("pair").contains("77").contains("'a'"),
                        text -> assertThat(text)
                                .contains("loose")
                                .contains("broken")
                                .contains("'v'"));
        assertThat(scene.v2().number("SELECT count(*) FROM plain")).isEqualTo(8);
        assertThat(scene.v2().number("SELECT count(*) FROM pair")).isEqualTo(5);
        assertThat(scene.v2().number("SELECT count(*) FROM loose")).isEqualTo(6);
    }

    @Test
    void shouldRefuseATargetThatLacksAColumnBeforeAnythingIsWritten() {
        scene.file("s.sql", DDL.replace(", r REAL", "").replace("above INTEGER", "more TEXT NOT NULL, above INTEGER"));
        migration("accept: 100%");

        Called run = scene.call("run");

        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.errLines())
                .containsExactly(
                        "SCHEMA_MISMATCH " + scene.at("m.yaml")
                                + ":4:3: table 'plain' has no column 'r'; mend the target's"
                                + " table, or name the columns with 'fields:' or 'jq:'",
                        "SCHEMA_MISMATCH " + scene.at("m.yaml")
                                + ":4:3: column 'more' of table 'parent' needs a value and"
                                + " nothing fills it; mend the target's table, or name the columns with 'fields:' or 'jq:'");
        assertThat(scene.v2().number("SELECT count(*) FROM pair")).isZero();
    }

    @Test
    void shouldCompareATableWithoutAKeyByAllItsColumnsAndCountEqualRows() {
        migration("accept: 100%", List.of("keyless"), "counts, rows, { sample: 3 }, integrity");
        Called run = scene.call("run", "-q");
        scene.v2().run("DELETE FROM keyless WHERE rowid = 1", "UPDATE keyless SET w = 3 WHERE rowid = 5");
        Called lost = scene.call("verify");
        scene.v2().run("INSERT INTO keyless VALUES ('a', 1), ('a', 1)", "UPDATE keyless SET w = 2 WHERE rowid = 5");
        Called doubled = scene.call("verify");
        Called left = scene.call("verify", "--repair");
        List<String> stillThere = everything(scene.v2(), "keyless");
        scene.v2()
                .run("DELETE FROM keyless WHERE v IS NULL AND rowid % 2 = 0", "INSERT INTO keyless VALUES ('c', NULL)");
        Called repaired = scene.call("verify", "--repair", "--delete-extra");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(everything(scene.v2(), "keyless")).isEqualTo(everything(v1, "keyless"));
        assertThat(lost.exit()).isEqualTo(4);
        assertThat(lost.out() + lost.err())
                .contains("2 missing, 1 extra, 0 different, 1 duplicated")
                .contains("missing keyless key a,1: 2 rows in the source, 1 in the target");
        assertThat(doubled.exit()).isEqualTo(4);
        assertThat(doubled.out() + doubled.err()).contains("0 missing, 0 extra, 0 different, 1 duplicated");
        assertThat(left.exit()).isEqualTo(4);
        assertThat(stillThere).hasSize(6);
        assertThat(repaired.exit()).as(repaired.err() + repaired.out()).isZero();
        assertThat(scene.call("verify", "-q").exit()).isZero();
    }

    @Test
    void shouldCopyTablesUnderOtherNamesWithOtherColumns() {
        scene.file(
                "s.sql",
                "CREATE TABLE simple (id INTEGER PRIMARY KEY, body TEXT, n INTEGER, r REAL, b BLOB);"
                        + " CREATE TABLE mixed (k BLOB PRIMARY KEY, v TEXT);");
        v1.run(
                "DELETE FROM plain WHERE r = -0.0",
                "DELETE FROM loose WHERE k IS NULL OR v IS x'31' OR k IN ('1', x'31')");
        scene.migration(
                """
                migration: tables
                systems: { v1: { sqlite: DIR/v1.db }, v2: { sqlite: DIR/v2.db, schema: DIR/s.sql } }
                pipelines:
                  all:
                    export:
                      from: v1
                      tables:
                        - { table: plain, as: simple, columns: { t: body } }
                        - { table: loose, as: mixed, columns: { k: { as: bytes }, v: { as: text } } }
                    import: { into: v2 }
                """);

        Called run = scene.call("run", "-q");

        assertThat(run.exit()).as(run.err() + run.out()).isZero();
        assertThat(everything(scene.v2(), "simple")).isEqualTo(everything(v1, "plain"));
        assertThat(scene.v2().column("SELECT typeof(k) || quote(k) || typeof(v) || quote(v) FROM mixed ORDER BY k"))
                .containsExactly("blobX'31'text'one'", "blobX'32'nullNULL", "blobX'62'text'2.0'");
    }

    private void migration(String validate) {
        migration(validate, TABLES, "counts, rows, orphans, integrity");
    }

    private void migration(String validate, List<String> wanted, String checks) {
        String tables = wanted.stream()
                .map(table -> "'" + table.replace("'", "''") + "'")
                .collect(Collectors.joining(", "));
        scene.migration(
                """
                migration: tables
                systems: { v1: { sqlite: DIR/v1.db }, v2: { sqlite: DIR/v2.db, schema: DIR/s.sql } }
                pipelines:
                  all:
                    export: { from: v1, tables: [ TABLES ] }
                    validate: { VALIDATE }
                    import: { into: v2 }
                    verify: [ CHECKS ]
                """
                        .replace("TABLES", tables)
                        .replace("CHECKS", checks)
                        .replace("VALIDATE", validate));
    }

    /** Every row with every value and its type, in one order on both sides. */
    private static List<String> everything(Sqlite database, String table) {
        String quoted = "\"" + table.replace("\"", "\"\"") + "\"";
        String row = database.column("SELECT name FROM pragma_table_xinfo(?) WHERE hidden <> 1", table).stream()
                .map(column -> "\"" + column.replace("\"", "\"\"") + "\"")
                .map(column -> "typeof(" + column + ") || ' ' || quote(" + column + ")")
                .collect(Collectors.joining(" || ', ' || "));
        return database.column("SELECT " + row + " FROM " + quoted + " ORDER BY 1");
    }
}
