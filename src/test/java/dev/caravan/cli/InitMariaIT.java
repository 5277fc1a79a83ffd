package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.servers.MariaServer;
import dev.caravan.servers.PostgresServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A MariaDB database with all that PostgreSQL has otherwise, or not at all. */
@ExtendWith({MariaServer.class, PostgresServer.class})
class InitMariaIT {
    @TempDir
    private Path folder;

    private String source;
    private InitScene scene;

    @BeforeEach
    void makeScene(MariaServer.Running maria, PostgresServer.Running server) {
        source = maria.database();
        scene = new InitScene(folder, source, server.database());
    }

    @Test
    void shouldCarryARentalShop() {
        run(
                "CREATE TABLE language (language_id TINYINT UNSIGNED NOT NULL AUTO_INCREMENT, name CHAR(20) NOT NULL,"
                        + " last_update TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, PRIMARY"
                        + " KEY (language_id)) COMMENT 'what''s spoken'",
                "CREATE TABLE film (film_id SMALLINT UNSIGNED NOT NULL AUTO_INCREMENT, title VARCHAR(128) CHARACTER SET latin1"
                        + " NOT NULL, description TEXT, release_year YEAR, language_id TINYINT UNSIGNED NOT NULL, rate"
                        + " DECIMAL(4,2) NOT NULL DEFAULT 4.99, rating ENUM('G','PG-13','it''s') DEFAULT 'G', features"
                        + " SET('Trailers','Deleted Scenes'), active TINYINT(1) NOT NULL DEFAULT 1, stars TINYINT(1), flag"
                        + " BIT(1) DEFAULT b'0', bits BIT(8), picture LONGBLOB, hash BINARY(4), doc JSON, length SMALLINT"
                        + " UNSIGNED COMMENT 'in minutes', added DATETIME(3) DEFAULT CURRENT_TIMESTAMP(3), shown DATE DEFAULT"
                        + " NULL, begins TIME, took TIME, ratio FLOAT, score DOUBLE, huge BIGINT UNSIGNED, larger BIGINT"
                        + " UNSIGNED, double_rate DECIMAL(5,2) AS (rate * 2) STORED, name_and_year VARCHAR(200) AS"
                        + " (concat(title, release_year)) VIRTUAL, PRIMARY KEY (film_id), UNIQUE KEY title_year (title,"
                        + " release_year), KEY idx_title (title), KEY idx_start (description(10)), FULLTEXT KEY ft"
                        + " (description), CONSTRAINT fk_language FOREIGN KEY (language_id) REFERENCES language"
                        + " (language_id) ON UPDATE CASCADE, CONSTRAINT positive CHECK (rate > 0))",
                "CREATE TABLE film_actor (actor_id INT, film_id SMALLINT UNSIGNED, PRIMARY KEY (actor_id, film_id), FOREIGN KEY"
                        + " (film_id) REFERENCES film (film_id) ON DELETE CASCADE)",
                "CREATE TABLE staff (id INT AUTO_INCREMENT PRIMARY KEY, boss INT, FOREIGN KEY (boss) REFERENCES staff (id))",
                "CREATE TABLE nokey (a INT, b VARCHAR(5))",
                "CREATE TABLE lost (a INT, b INT)",
                "CREATE VIEW films AS SELECT film_id, title FROM film",
                "CREATE TRIGGER tr BEFORE INSERT ON film FOR EACH ROW SET NEW.title = NEW.title",
                "CREATE PROCEDURE p() SELECT 1",
                "INSERT INTO language (name) VALUES ('English'), ('Ünglish')",
                "INSERT INTO film (title, description, release_year, language_id, rate, rating, features, active, stars, flag,"
                        + " bits, picture, hash, doc, length, added, shown, begins, took, ratio, score, huge, larger) VALUES"
                        + " ('Éclair', 'long 😀 text', 1999, 1, 2.99, 'it''s', 'Trailers,Deleted Scenes', 0, 5, b'1',"
                        + " b'10000001', 0x00ff, 0x61, '{\"a\": [1.10]}', 65535, '2024-01-02 03:04:05.678', '2024-02-29',"
                        + " '23:59:59', '25:00:00', 0.1, 0.1, 9223372036854775807, 18446744073709551615), ('b', NULL, NULL,"
                        + " 2, 1, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '0000-00-00', NULL, NULL,"
                        + " NULL, NULL, NULL, NULL)",
                "INSERT INTO film_actor VALUES (1, 1), (2, 1), (2, 2)",
                "INSERT INTO staff VALUES (2, NULL), (1, 2), (3, 1)",
                "UPDATE staff SET boss = 3 WHERE id = 2",
                "INSERT INTO nokey VALUES (1, 'x'), (2, 'x')",
                "INSERT INTO lost VALUES (1, 1), (1, 1)");

        List<String> warnings = scene.move();

        assertThat(scene.rows(
                        "SELECT film_id, title, description, release_year, language_id, rate, rating, features, active,"
                                + " stars, flag, bits, picture, hash, doc, length, added, shown, begins, took, ratio, score, huge,"
                                + " larger, double_rate, name_and_year FROM film ORDER BY 1"))
                .containsExactly(
                        "1|Éclair|long 😀 text|1999|1|2.99|it's|Trailers,Deleted Scenes|f|5|t|129|\\x00ff|\\x61000000|"
                                + "{\"a\": [1.10]}|65535|2024-01-02 03:04:05.678|2024-02-29|23:59:59|25:00:00|0.1|0.1|"
                                + "9223372036854775807|18446744073709551615|5.98|Éclair1999",
                        "2|b|null|null|2|1.00|null|null|t|null|null|null|null|null|null|null|null|null|null|null|null|null|"
                                + "null|null|2.00|null");
        assertThat(scene.columns("film"))
                .contains(
                        "film_id|integer|t|d||null",
                        "title|character varying(128)|t|||null",
                        "rate|numeric(4,2)|t|||4.99",
                        "rating|text|f|||'G'::text",
                        "active|boolean|t|||true",
                        "stars|smallint|f|||null",
                        "flag|boolean|f|||false",
                        "bits|bigint|f|||null",
                        "doc|json|f|||null",
                        "added|timestamp(3) without time zone|f|||LOCALTIMESTAMP",
                        "shown|date|f|||null",
                        "begins|time(0) without time zone|f|||null",
                        "took|text|f|||null",
                        "huge|bigint|f|||null",
                        "larger|numeric(20,0)|f|||null",
                        "double_rate|numeric(5,2)|f||s|(rate * (2)::numeric)");
        assertThat(scene.constraints("film"))
                .containsExactlyInAnyOrder(
                        "film_pkey|PRIMARY KEY (film_id)",
                        "title_year|UNIQUE (title, release_year)",
                        "positive|CHECK ((rate > (0)::numeric))",
                        "film_check|CHECK ((rating = ANY (ARRAY['G'::text, 'PG-13'::text, 'it''s'::text])))",
                        "fk_language|FOREIGN KEY (language_id) REFERENCES language(language_id) ON UPDATE CASCADE");
        assertThat(scene.indexes("film"))
                .contains(
                        "CREATE INDEX idx_title ON public.film USING btree (title)",
                        "CREATE INDEX idx_start ON public.film USING btree (substr(description, 1, 10))");
        assertThat(scene.rows("SELECT name, last_update IS NOT NULL FROM language ORDER BY 1"))
                .containsExactly("English|t", "Ünglish|t");
        assertThat(
                        scene.rows(
                                "INSERT INTO language (name) VALUES ('new') RETURNING language_id, last_update <= now() + interval '1s'"))
                .containsExactly("3|t");
        assertThat(scene.rows("SELECT obj_description('language'::regclass), col_description('film'::regclass, 16)"))
                .containsExactly("what's spoken|in minutes");
        assertThat(scene.rows("SELECT * FROM film_actor ORDER BY 1, 2")).containsExactly("1|1", "2|1", "2|2");
        assertThat(scene.rows("SELECT * FROM staff ORDER BY 1")).containsExactly("1|2", "2|3", "3|1");
        assertThat(scene.rows("SELECT * FROM nokey ORDER BY 1")).containsExactly("1|x", "2|x");
        assertThat(String.join("\n", warnings))
                .contains("column 'shown' of table 'film': 1 dates such as 0000-00-00 are no dates: they become NULL")
                .contains("column 'took' of table 'film': is declared time and is text, as 1 of its times")
                .contains("column 'huge' of table 'film': is declared bigint(20) unsigned and is bigint")
                .contains("column 'features' of table 'film': is declared set('Trailers','Deleted Scenes') and is text")
                .contains("column 'rating' of table 'film': is declared enum and is text with a check")
                .contains("column 'last_update' of table 'language': is no longer set to the time of each change")
                .contains("column 'name_and_year' of table 'film': is a plain column with the values it has now")
                .contains("index 'ft' of table 'film': is left out, as it is of type FULLTEXT")
                .contains("table 'film': compares texts without regard to case (")
                .contains("table 'nokey': has no primary key, and gets one over (a)")
                .contains("table 'lost': is left out: it has no key")
                .contains("view 'films': is left out")
                .contains("trigger 'tr' of 'film': is left out")
                .contains("procedure 'p': is left out");
    }

    @Test
    void shouldKeepBitsAsNumbersAndTellOfOrphansWhereAsked() {
        run(
                "CREATE TABLE `Odd ``Table` (`Order` VARCHAR(10) PRIMARY KEY, `a \"b\"` TINYINT(1) DEFAULT 0, f BIT(1))",
                "CREATE TABLE `child.of` (id INT PRIMARY KEY, p VARCHAR(10), FOREIGN KEY (p) REFERENCES `Odd ``Table`"
                        + " (`Order`))",
                "INSERT INTO `Odd ``Table` VALUES ('A', 1, b'1'), ('b', 0, b'0')",
                "INSERT INTO `child.of` VALUES (1, 'a'), (2, 'b')",
                "CREATE VIEW `Seen` AS SELECT `Order`, f FROM `Odd ``Table`");

        List<String> warnings = scene.move("--quote-identifiers", "--bits-as-numbers", "--views");

        assertThat(scene.rows("SELECT * FROM \"Odd `Table\" ORDER BY 1")).containsExactlyInAnyOrder("b|0|0", "A|1|1");
        assertThat(scene.rows("SELECT * FROM \"Seen\" ORDER BY 1")).containsExactlyInAnyOrder("b|0", "A|1");
        assertThat(scene.constraints("\"child.of\""))
                .containsExactly(
                        "child.of_ibfk_1|FOREIGN KEY (p) REFERENCES \"Odd `Table\"(\"Order\") NOT VALID",
                        "child.of_pkey|PRIMARY KEY (id)");
        assertThat(warnings)
                .anySatisfy(
                        line -> assertThat(line)
                                .startsWith(
                                        "foreign key 'child.of_ibfk_1' of table 'child.of': 1 rows name no row of 'Odd `Table' exactly"));
    }

    private void run(String... statements) {
        String[] all = new String[statements.length + 2];
        all[0] = "SET NAMES utf8mb4";
        all[1] = "SET sql_mode = ''";
        System.arraycopy(statements, 0, all, 2, statements.length);
        MariaServer.Running.run(source, all);
    }
}
