package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.servers.PostgresServer.Running;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A PostgreSQL database with all that its catalogue can hold, into another one. */
class InitPostgresqlIT extends PostgresqlInit {
    @Test
    void shouldCarryTypesKeysIndexesAndNumbersAsTheyAre() {
        Running.run(
                source,
                "CREATE TYPE mood AS ENUM ('sad', 'it''s ok')",
                "CREATE DOMAIN positive AS integer CHECK (VALUE > 0)",
                "CREATE TABLE customer (id serial PRIMARY KEY, email varchar(50) NOT NULL UNIQUE, mood mood DEFAULT 'sad',"
                        + " age positive, tags text[] DEFAULT '{}', doc jsonb, at timestamptz DEFAULT now(), price"
                        + " numeric(10,2), c char(3), name text COLLATE \"C\", big bigint GENERATED ALWAYS AS IDENTITY"
                        + " (START WITH 100 INCREMENT BY 10), twice int GENERATED ALWAYS AS (age * 2) STORED, raw bytea, u"
                        + " uuid DEFAULT gen_random_uuid(), ip inet, CONSTRAINT cheap CHECK (price < 1000 AND name <> 'x'))",
                "CREATE TABLE purchase (customer int NOT NULL REFERENCES customer ON DELETE CASCADE, line smallint, above int,"
                        + " above_line smallint, PRIMARY KEY (customer, line), CONSTRAINT up FOREIGN KEY (above, above_line)"
                        + " REFERENCES purchase (customer, line) MATCH FULL DEFERRABLE INITIALLY DEFERRED)",
                "CREATE INDEX customer_recent ON customer (at DESC NULLS LAST, lower(email) text_pattern_ops) WHERE price > 10",
                "CREATE INDEX customer_tags ON customer USING gin (tags)",
                "CREATE UNIQUE INDEX customer_one ON customer (name COLLATE \"POSIX\") INCLUDE (age) NULLS NOT DISTINCT",
                "COMMENT ON TABLE customer IS 'who''s \"there\"'",
                "COMMENT ON COLUMN customer.u IS 'ünique'",
                "CREATE TABLE nokey (a int, b json)",
                "CREATE TABLE parted (id int, day date) PARTITION BY RANGE (day)",
                "CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM ('2020-01-01') TO ('2030-01-01')",
                "CREATE VIEW seen AS SELECT id, email FROM customer",
                "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                "CREATE TRIGGER tr BEFORE INSERT ON customer FOR EACH ROW EXECUTE FUNCTION f()",
                "INSERT INTO customer (email, age, tags, doc, price, c, name, raw, ip) VALUES ('a@b', 5, '{x,\"y z\"}',"
                        + " '{\"a\": 1}', 9.99, 'ab', 'n', '\\x00ff', '10.0.0.1/8'), ('c@d', NULL, NULL, NULL, NULL, NULL,"
                        + " 'm', NULL, NULL)",
                "INSERT INTO purchase VALUES (1, 1, 2, 1), (2, 1, 1, 1), (1, 2, NULL, NULL)",
                "INSERT INTO nokey VALUES (1, '{\"k\":  1}'), (1, '{\"k\":  1}'), (NULL, NULL)",
                "INSERT INTO parted VALUES (1, '2024-01-01')",
                "SELECT setval('customer_id_seq', 41)");

        List<String> warnings = scene.move();

        for (String table : List.of("customer", "purchase", "nokey", "parted")) {
            String rows = "SELECT t::text FROM " + table + " AS t ORDER BY 1";
            assertThat(scene.rows(rows)).as(table).isEqualTo(v1.rows(rows)).isNotEmpty();
            assertThat(scene.indexes(table)).as(table).isEqualTo(v1.indexes(table));
        }
        assertThat(scene.constraints("purchase")).isEqualTo(v1.constraints("purchase"));
        assertThat(scene.constraints("customer")).isEqualTo(v1.constraints("customer"));
        assertThat(scene.columns("customer").subList(1, 15))
                .isEqualTo(v1.columns("customer").subList(1, 15));
        assertThat(scene.rows(
                        "SELECT obj_description('customer'::regclass), col_description('customer'::regclass, 14)"))
                .containsExactly("who's \"there\"|ünique");
        assertThat(scene.rows("INSERT INTO customer (email, name) VALUES ('new', 'new') RETURNING id, big"))
                .containsExactly("42|120");
        assertThat(warnings)
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).startsWith("table 'nokey': has no key"),
                        line -> assertThat(line).startsWith("table 'parted': is partitioned"),
                        line -> assertThat(line).startsWith("table 'parted': has no key, and gets one over (id)"),
                        line -> assertThat(line).startsWith("view 'seen': is left out"),
                        line -> assertThat(line).startsWith("trigger 'tr' of 'customer': is left out"),
                        line -> assertThat(line).startsWith("function 'f': is left out"));
    }

    @Test
    void shouldRenameInsideOfExpressionsToo() {
        Running.run(
                source,
                "CREATE TABLE \"Item\" (\"Id\" int PRIMARY KEY, \"First Name\" text CHECK (\"First Name\" <> 'First Name'),"
                        + " date date, \"Len\" int GENERATED ALWAYS AS (length(\"First Name\")) STORED)",
                "CREATE INDEX \"By Name\" ON \"Item\" (lower(\"First Name\"), \"Id\") WHERE \"Id\" > 0 AND date > '2000-01-01'::date",
                "CREATE VIEW \"Items\" AS SELECT \"Id\" AS \"The Id\", date FROM \"Item\"",
                "INSERT INTO \"Item\" VALUES (1, 'a', '2024-01-01'), (2, NULL, NULL)");

        List<String> warnings = scene.move("--views");

        assertThat(scene.rows("SELECT * FROM item ORDER BY id"))
                .containsExactly("1|a|2024-01-01|1", "2|null|null|null");
        assertThat(scene.rows("SELECT * FROM items ORDER BY 1")).containsExactly("1|2024-01-01", "2|null");
        assertThat(scene.indexes("item"))
                .containsExactly(
                        "CREATE INDEX by_name ON public.item USING btree (lower(first_name), id) WHERE ((id > 0) AND"
                                + " (date > '2000-01-01'::date))");
        assertThat(scene.constraints("item"))
                .contains("item_first_name_check|CHECK ((first_name <> 'First Name'::text))");
        assertThat(warnings).hasSize(1);
    }

    @Test
    void shouldNameTheForeignKeyThatRowsBreakAndGoOnOnceTheyAreMended() {
        Running.run(
                source,
                "CREATE TABLE parent (id int PRIMARY KEY)",
                "CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent)",
                "INSERT INTO parent VALUES (1), (2)",
                "INSERT INTO child VALUES (1, 1), (2, 2), (7, 2)");
        assertThat(scene.init().exit()).isZero();
        Running.run(source, "ALTER TABLE child DROP CONSTRAINT child_parent_fkey", "DELETE FROM parent WHERE id = 2");

        Called broken = scene.call("run");
        List<String> kept = scene.rows("SELECT id FROM child ORDER BY 1");
        List<String> without = scene.constraints("child");
        Running.run(scene.target(), "INSERT INTO parent VALUES (2)");
        Called mended = scene.call("run");

        assertThat(broken.exit()).isEqualTo(1);
        assertThat(broken.err())
                .startsWith("TARGET_UNUSABLE " + scene.sql("keys.sql")
                        + ": foreign key 'child_parent_fkey' of table 'child' is" + " broken by its rows")
                .contains("not there, those with the key (id) 2; 7 among them;");
        assertThat(kept).containsExactly("1", "2", "7");
        assertThat(without).containsExactly("child_pkey|PRIMARY KEY (id)");
        assertThat(scene.constraints("child"))
                .containsExactly(
                        "child_parent_fkey|FOREIGN KEY (parent) REFERENCES parent(id)", "child_pkey|PRIMARY KEY (id)");
        assertThat(mended.exit()).as("the extra row is found").isEqualTo(4);
    }
}
