package dev.caravan.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.servers.MariaServer;
import dev.caravan.servers.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A MariaDB full of odd values to PostgreSQL and to SQLite, by the real program; what came out is read past it. */
@ExtendWith({MariaServer.class, PostgresServer.class})
class MariaMoveIT {
    private static final int ITEMS = 2000;

    @TempDir
    private Path folder;

    private Launched caravan;
    private String v1;

    @BeforeEach
    void makeV1(MariaServer.Running maria) {
        caravan = new Launched(folder);
        v1 = maria.database();
        MariaServer.Running.run(
                v1,
                "SET time_zone = '+00:00'",
                "CREATE TABLE user (id int unsigned PRIMARY KEY, name varchar(50) CHARACTER SET latin1 NOT NULL, born date,"
                        + " seen timestamp(6) NULL, rights set('read','write'), data json)",
                "INSERT INTO user VALUES (4294967295, 'é', '0000-00-00', NULL, '', NULL), (1, 'Ann', '1970-01-01',"
                        + " '2026-03-29 01:30:00.000001', 'read,write', '{\"a\": 1.10}'), (2, '', NULL, NULL, NULL, '[]')",
                "CREATE TABLE item (owner int unsigned, number bigint unsigned, price decimal(20,4), weight float,"
                        + " took time(3), note text, raw blob, flag bit(1), PRIMARY KEY (owner, number))",
                "INSERT INTO item SELECT 1 + seq % 2, 18446744073709551615 - seq, seq / 8, seq / 3,"
                        + " SEC_TO_TIME(seq / 2), IF(seq % 5, CONCAT('note ', seq, CHAR(10), X'F09F9880'), NULL),"
                        + " UNHEX(HEX(seq)), seq % 2 FROM seq_1_to_" + ITEMS);
    }

    @Test
    void shouldMoveToPostgresqlThroughAKill(PostgresServer.Running postgres) throws Exception {
        String v2 = postgres.database();
        PostgresServer.Running.run(
                v2,
                "CREATE TABLE \"user\" (id bigint PRIMARY KEY, name text, born date, seen timestamptz, rights text, data"
                        + " jsonb)",
                "CREATE TABLE item (owner bigint, number numeric(20), price numeric(20,4), weight real, took text, note"
                        + " text, raw bytea, flag smallint, PRIMARY KEY (owner, number))");

        move("postgresql: \"" + v2 + "\"");

        assertThat(rows(
                        v2,
                        "SELECT id, name, born, seen AT TIME ZONE 'UTC', rights, data::text FROM \"user\" ORDER BY id"))
                .containsExactly(
                        "1|Ann|1970-01-01|2026-03-29 01:30:00.000001|read,write|{\"a\": 1.10}", "2||null|null|null|[]");
        assertItems(v2, "encode(raw, 'hex')");
    }

    @Test
    void shouldMoveToSqliteThroughAKill() throws Exception {
        Path v2 = folder.resolve("v2.db");
        String url = "jdbc:sqlite:" + v2;
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE \"user\" (id INTEGER PRIMARY KEY, name TEXT, born TEXT, seen TEXT, rights TEXT,"
                            + " data TEXT)");
            statement.execute(
                    "CREATE TABLE item (owner INTEGER, number TEXT, price TEXT, weight REAL, took TEXT, note TEXT,"
                            + " raw BLOB, flag INTEGER, PRIMARY KEY (owner, number))");
        }

        move("sqlite: \"" + v2 + "\"");

        assertThat(rows(url, "SELECT id, name, born, seen, rights, data FROM \"user\" ORDER BY id"))
                .containsExactly(
                        "1|Ann|1970-01-01|2026-03-29T01:30:00.000001Z|read,write|{\"a\": 1.10}",
                        "2||null|null|null|[]");
        assertItems(url, "lower(hex(raw))");
    }

    private void move(String target) throws Exception {
        Files.writeString(
                folder.resolve("m.yaml"),
                """
                migration: maria-move
                systems:
                  v1: { jdbc: "%s" }
                  v2: { %s }
                pipelines:
                  all:
                    export: { from: v1, tables: [user, item] }
                    import: { into: v2 }
                    validate: { accept: 99%% }
                    batch: 300
                """
                        .formatted(v1, target));
        Launched killed = caravan.with("CARAVAN_TEST_KILL_AT", "before-commit:4")
                .with("JAVA_TOOL_OPTIONS", "-Dcaravan.test=true");
        assertThat(killed.run(List.of("run", "m.yaml", "-q")))
                .as(caravan.said())
                .isEqualTo(137);
        assertThat(caravan.run(List.of("run", "m.yaml", "-q")))
                .as(caravan.said())
                .isZero();
        String rejects = Files.readString(folder.resolve("state/rejects/maria-move/all.ndjson"));
        assertThat(rejects).contains("\"out_of_range\"", "user/4294967295").hasLineCount(1);
    }

    private void assertItems(String url, String raw) throws Exception {
        List<String> expected = new ArrayList<>();
        for (int owner = 1; owner <= 2; owner++) {
            for (int number = ITEMS; number >= 1; number--) {
                if (1 + number % 2 == owner) {
                    expected.add(item(owner, number));
                }
            }
        }
        assertThat(rows(
                        url,
                        "SELECT owner, number, price, weight, took, note, " + raw
                                + ", flag FROM item ORDER BY owner, number"))
                .isEqualTo(expected);
    }

    private static String item(int owner, int number) {
        String price = new java.math.BigDecimal(number)
                .divide(new java.math.BigDecimal(8))
                .setScale(4)
                .toPlainString();
        String took = String.format(
                "%02d:%02d:%02d.%03d", number / 7200, number / 120 % 60, number / 2 % 60, number % 2 * 500);
        String hex = Integer.toHexString(number);
        return owner + "|"
                + new java.math.BigInteger("18446744073709551615").subtract(java.math.BigInteger.valueOf(number))
                + "|" + price + "|" + (float) (number / 3.0) + "|" + took + "|"
                + (number % 5 == 0 ? "null" : "note " + number + "\n\uD83D\uDE00") + "|"
                + (hex.length() % 2 == 0 ? hex : "0" + hex) + "|" + number % 2;
    }

    private static List<String> rows(String url, String sql) throws Exception {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                List<String> cells = new ArrayList<>();
                for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                    Object value = row.getObject(column);
                    boolean real = value instanceof Double || value instanceof Float;
                    cells.add(real ? String.valueOf(((Number) value).floatValue()) : row.getString(column));
                }
                rows.add(String.join("|", cells.stream().map(String::valueOf).toList()));
            }
        }
        return rows;
    }
}
