package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.servers.PostgresServer;
import dev.caravan.servers.PostgresServer.Running;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What few databases have and some do: the file runs as it stands, and what stays behind is told. */
@ExtendWith(PostgresServer.class)
class InitOddPostgresqlIT {
    @TempDir
    private Path folder;

    private String source;
    private InitScene v1;
    private InitScene scene;

    @BeforeEach
    void makeScene(Running server) {
        source = server.database();
        v1 = new InitScene(folder, "", source);
        scene = new InitScene(folder, source, server.database());
    }

    @Test
    void shouldReadTablesThatInheritOnceEach() {
        Running.run(
                source,
                "CREATE TABLE place (id int PRIMARY KEY, name text)",
                "CREATE TABLE city (people int) INHERITS (place)",
                "CREATE TABLE capital (country text) INHERITS (city)",
                "INSERT INTO place VALUES (1, 'somewhere'), (2, 'elsewhere')",
                "INSERT INTO city VALUES (1, 'Bern', 130000), (1, 'Bern', 130000)",
                "INSERT INTO capital VALUES (1, 'Bern', 130000, 'CH')");

        List<String> warnings = scene.move();

        assertThat(scene.rows("SELECT * FROM place ORDER BY 1")).containsExactly("1|somewhere", "2|elsewhere");
        assertThat(scene.rows("SELECT * FROM city")).containsExactly("1|Bern|130000", "1|Bern|130000");
        assertThat(scene.rows("SELECT * FROM capital")).containsExactly("1|Bern|130000|CH");
        assertThat(warnings)
                .anyMatch(line -> line.startsWith("table 'city': inherits from another one"))
                .anyMatch(line -> line.startsWith("table 'capital': inherits from another one"));
    }

    @Test
    void shouldCarryNamesThatNobodyWouldGive() {
        Running.run(
                source,
                "CREATE TABLE \"order\" (\"select\" int PRIMARY KEY, \"Quote\"\"d\" text, \"1st\" int, \"semi;colon\" int,"
                        + " \"it's\" text, \"back\\slash\" text, \"{{v1.url}}\" text, \"a b\" int, \"A_B\" int, text text, now int,"
                        + " CHECK (\"it's\" <> text AND now > 0))",
                "CREATE TABLE \"odd (table)\" (\"id)\" int PRIMARY KEY, timestamp text DEFAULT 'x'::text,"
                        + " \"(up\" int REFERENCES \"odd (table)\" ON DELETE SET NULL, UNIQUE (\"(up\", timestamp))",
                "CREATE TABLE \"" + "ä".repeat(31)
                        + "\" (id int PRIMARY KEY, \"(o\" int REFERENCES \"odd (table)\" ON UPDATE CASCADE)",
                "CREATE INDEX \"in (dex)\" ON \"odd (table)\" (\"(up\", (timestamp || 'a,b(')) WHERE timestamp <> ')'",
                "CREATE TABLE ring_a (id int PRIMARY KEY, b int)",
                "CREATE TABLE ring_b (id int PRIMARY KEY, a int REFERENCES ring_a)",
                "ALTER TABLE ring_a ADD FOREIGN KEY (b) REFERENCES ring_b DEFERRABLE",
                "INSERT INTO \"order\" VALUES (1, 'a', 2, 3, 'b', E'\\\\', '{{', 4, 5, 'c', 6), (2, NULL, NULL, NULL, NULL,"
                        + " NULL, NULL, NULL, NULL, NULL, NULL)",
                "INSERT INTO \"odd (table)\" VALUES (2, 'y', NULL), (1, 'z', 2)",
                "INSERT INTO \"" + "ä".repeat(31) + "\" VALUES (1, 1)",
                "INSERT INTO ring_a VALUES (1, NULL)",
                "INSERT INTO ring_b VALUES (1, 1)",
                "UPDATE ring_a SET b = 1");

        List<String> warnings = scene.move();

        assertThat(scene.rows("SELECT * FROM \"order\" ORDER BY 1"))
                .isEqualTo(v1.rows("SELECT * FROM \"order\" ORDER BY 1"));
        assertThat(scene.constraints("odd_table"))
                .anyMatch(line -> line.endsWith("FOREIGN KEY (up) REFERENCES odd_table(id) ON DELETE SET NULL"))
                .anyMatch(line -> line.endsWith("UNIQUE (up, \"timestamp\")"));
        assertThat(scene.constraints("ä".repeat(31)))
                .anyMatch(line -> line.endsWith("FOREIGN KEY (o) REFERENCES odd_table(id) ON UPDATE CASCADE"));
        assertThat(scene.indexes("odd_table"))
                .singleElement()
                .asString()
                .contains("in_dex")
                .contains("a,b(");
        assertThat(scene.constraints("ring_a")).hasSize(2);
        assertThat(scene.constraints("ring_b")).hasSize(2);
        assertThat(scene.constraints("order")).hasSize(2);
        assertThat(warnings).singleElement().asString().contains("'a_b_2'");
    }

    @Test
    void shouldNumberOnAsFarAsTheTargetTakesIt() {
        Running.run(
                source,
                "CREATE SEQUENCE loose START 7",
                "CREATE TABLE ticket (id numeric PRIMARY KEY DEFAULT nextval('loose'), may int DEFAULT nextval('loose'))",
                "INSERT INTO ticket (may) VALUES (NULL), (NULL)",
                "CREATE TABLE worn (id smallint GENERATED ALWAYS AS IDENTITY (CYCLE) PRIMARY KEY)",
                "SELECT setval('worn_id_seq', 32767)",
                "CREATE TABLE spent (id bigserial PRIMARY KEY)",
                "SELECT setval('spent_id_seq', 9223372036854775807)",
                "CREATE TABLE below (id int GENERATED BY DEFAULT AS IDENTITY (START -100 MINVALUE -1000 INCREMENT 10), x int)",
                "CREATE TABLE down (id int GENERATED BY DEFAULT AS IDENTITY (INCREMENT -1) PRIMARY KEY, x int)",
                "INSERT INTO below (x) VALUES (1)",
                "INSERT INTO down (x) VALUES (1), (2)");

        List<String> warnings = scene.move();

        assertThat(scene.rows("SELECT * FROM ticket ORDER BY 1")).containsExactly("7|null", "8|null");
        assertThat(scene.rows("INSERT INTO below (x) VALUES (2) RETURNING id")).containsExactly("-90");
        assertThat(scene.rows("INSERT INTO down (x) VALUES (3) RETURNING id")).containsExactly("-3");
        assertThat(warnings)
                .anyMatch(line -> line.startsWith("column 'id' of table 'ticket': has lost its default"))
                .anyMatch(line -> line.startsWith("column 'may' of table 'ticket': has lost its default"))
                .anyMatch(line -> line.startsWith("column 'id' of table 'worn': is numbered by a sequence with bounds"))
                .anyMatch(
                        line -> line.startsWith("column 'id' of table 'below': is numbered by a sequence with bounds"))
                .anyMatch(line -> line.startsWith("sequence 'loose': is left out"));
    }

    @Test
    void shouldMakeTypesBehindWhatTheyAreMadeOf() {
        Running.run(
                source,
                "CREATE SCHEMA other",
                "CREATE TYPE other.colour AS ENUM ('red', 'gr''ün')",
                "CREATE DOMAIN code AS text COLLATE \"C\" DEFAULT 'x' CHECK (VALUE <> '')",
                "CREATE DOMAIN deep AS code CHECK (VALUE <> 'y')",
                "ALTER DOMAIN deep ADD CONSTRAINT late CHECK (VALUE <> 'z') NOT VALID",
                "CREATE DOMAIN shade AS other.colour",
                "CREATE TYPE pair AS (a int, b deep)",
                "CREATE TYPE span AS RANGE (subtype = int)",
                "CREATE FUNCTION fits(int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 0'",
                "CREATE DOMAIN fitting AS int CHECK (fits(VALUE))",
                "CREATE TABLE typed (id int PRIMARY KEY, s shade, d deep, p pair, ps pair[], ds deep[], cs other.colour[],"
                        + " sp span, f fitting, m money, b bit(3), vb varbit, ts tsvector, po point, mac macaddr, l pg_lsn, ch \"char\","
                        + " n name, o oid, mr int4multirange, r tstzrange, i2 smallint[][], x interval, j json, nu numeric(6, 2)[])",
                "INSERT INTO typed VALUES (1, 'red', DEFAULT, '(1,b)', '{\"(1,\\\"q r\\\")\",NULL}', '{a,b}', '{red,gr''ün}',"
                        + " '[1,5)', 3, '$1,234.50', '101', '1', 'a fat cat', '(1,2)', '08:00:2b:01:02:03', '16/B374D848', 'c', 'nm', 42,"
                        + " '{[1,3),[5,7)}', '[2024-01-01 00:00+00,)', '{{1,2},{3,4}}', '1 mon', '{\"a\" : 1}', '{1.10,NULL}')",
                "INSERT INTO typed (id, d) VALUES (2, 'w')");

        List<String> warnings = scene.move();

        String rows = "SELECT t::text FROM typed t ORDER BY id";
        assertThat(scene.rows(rows)).isEqualTo(v1.rows(rows)).hasSize(2);
        assertThat(
                        scene.rows(
                                "SELECT a.attname || ' ' || format_type(atttypid, atttypmod) FROM pg_attribute a WHERE attrelid ="
                                        + " 'typed'::regclass AND attname IN ('s', 'd', 'p', 'ps', 'ds', 'cs', 'sp', 'f') ORDER BY attnum"))
                .containsExactly(
                        "s shade",
                        "d deep",
                        "p pair",
                        "ps pair[]",
                        "ds deep[]",
                        "cs other.colour[]",
                        "sp text",
                        "f text");
        assertThat(warnings)
                .contains("function 'fits': is left out", "type 'span': is not made; its columns become text")
                .anyMatch(line -> line.startsWith("type 'fitting': is left out, as the target refuses it"))
                .anyMatch(
                        line -> line.startsWith("column 'f' of table 'typed': is text, as the target refuses the type"))
                .anyMatch(line ->
                        line.startsWith("column 'sp' of table 'typed': is text, as the target refuses the type"))
                .contains("constraint 'late' of type 'deep': is left out, as it is NOT VALID: rows may break it");
    }

    @Test
    void shouldTellOfAllThatStaysBehind() {
        Running.run(
                source,
                "CREATE TABLE bare ()",
                "CREATE TABLE caravan_routes (id int PRIMARY KEY)",
                "CREATE TABLE stop (id int PRIMARY KEY, route int REFERENCES caravan_routes)",
                "CREATE TABLE booked (room int4range, during daterange, PRIMARY KEY (room, during WITHOUT OVERLAPS), v int,"
                        + " g int GENERATED ALWAYS AS (v + 1))",
                "CREATE TABLE used (room int4range, during daterange, FOREIGN KEY (room, PERIOD during) REFERENCES booked (room,"
                        + " PERIOD during))",
                "CREATE TABLE apart (id int PRIMARY KEY DEFERRABLE, during daterange, late int UNIQUE DEFERRABLE INITIALLY"
                        + " DEFERRED, empty int, EXCLUDE USING gist (during WITH &&))",
                "CREATE UNLOGGED TABLE light (id int PRIMARY KEY, x int, UNIQUE (x) INCLUDE (id))",
                "INSERT INTO booked VALUES ('[1,1]', '[2024-01-01,2024-06-01)', 1), ('[1,1]', '[2024-06-01,2024-07-01)', 2)",
                "INSERT INTO used VALUES ('[1,1]', '[2024-03-01,2024-06-15)')",
                "INSERT INTO apart VALUES (1, '[2024-01-01,2024-06-01)', 1, NULL)",
                "ALTER TABLE apart ADD CONSTRAINT filled NOT NULL empty NOT VALID",
                "CREATE STATISTICS both_of ON room, during FROM booked",
                "COMMENT ON CONSTRAINT apart_pkey ON apart IS 'why'",
                "DO $$ BEGIN CREATE ROLE reader; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
                "GRANT SELECT ON light TO reader",
                "CREATE MATERIALIZED VIEW kept AS SELECT 1 AS x");

        List<String> warnings = scene.move();

        for (Map.Entry<String, Integer> table :
                Map.of("booked", 2, "used", 1, "apart", 1, "light", 0).entrySet()) {
            String rows = "SELECT t::text FROM " + table.getKey() + " t ORDER BY 1";
            assertThat(scene.rows(rows)).isEqualTo(v1.rows(rows)).hasSize(table.getValue());
        }
        for (String told : List.of(
                "table 'bare': is left out, as it has no columns",
                "table 'caravan_routes': is left out, as names that begin with 'caravan_'",
                "table 'stop': foreign key (route) is left out, as table 'caravan_routes' is",
                "table 'booked': key 'booked_pkey' keeps equal rows apart alone",
                "table 'used': foreign key 'used_room_during_fkey' is left out, as it is one over periods",
                "table 'used': has no key",
                "table 'apart': key 'apart_pkey' is checked with each row",
                "table 'apart': key 'apart_late_key' is checked with each row",
                "table 'apart': constraint 'apart_during_excl' is left out",
                "table 'apart': constraint 'filled' is left out, as it is NOT VALID",
                "table 'light': is UNLOGGED",
                "table 'light': key 'light_x_id_key' has lost the columns",
                "statistics 'both_of': are left out",
                "comments: on indexes, constraints, sequences and types are left out",
                "rights: on tables (GRANT) are left out",
                "view 'kept': is left out")) {
            assertThat(warnings).as(told).anyMatch(line -> line.startsWith(told));
        }
        assertThat(warnings).hasSize(16);
    }
}
