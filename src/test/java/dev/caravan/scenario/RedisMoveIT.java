package dev.caravan.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.servers.PostgresServer;
import dev.caravan.servers.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/** Sessions of a Redis that goes on living, to PostgreSQL, by the real program; what came out is read past it. */
@ExtendWith({RedisServer.class, PostgresServer.class})
class RedisMoveIT {
    private static final int SESSIONS = 3000;
    private static final long MOMENT = 4_102_444_800_123L;

    @TempDir
    private Path folder;

    private Launched caravan;
    private RedisServer.Running redis;
    private int database;
    private Jedis client;
    private String v2;

    @BeforeEach
    void makeV1(RedisServer.Running running, PostgresServer.Running postgres) throws Exception {
        caravan = new Launched(folder);
        redis = running;
        database = redis.database();
        client = redis.client(database);
        try (Pipeline pipeline = client.pipelined()) {
            for (int number = 0; number < SESSIONS; number++) {
                pipeline.set("session:" + number + ":context", "{\"n\": " + number + "}");
                pipeline.hset("session:" + number + ":metadata", Map.of("user", "u" + number % 7, "é", "\u0001"));
                pipeline.pexpireAt("session:" + number + ":metadata", MOMENT + number);
            }
        }
        v2 = postgres.database();
        PostgresServer.Running.run(
                v2,
                "CREATE TABLE sessions (id text PRIMARY KEY, context json, metadata jsonb, expires_at timestamptz)");
        Files.writeString(
                folder.resolve("m.yaml"),
                """
                migration: redis-move
                systems:
                  v1: { redis: "%s" }
                  v2: { postgresql: "%s" }
                pipelines:
                  sessions:
                    export: { from: v1, keys: { context: "session:{id}:context", metadata: "session:{id}:metadata" } }
                    import: { into: v2, table: sessions, key: id }
                    batch: 100
                """
                        .formatted(redis.url(database), v2));
    }

    @AfterEach
    void leave() {
        client.close();
    }

    @Test
    void shouldCarryWhatItFirstReadThroughAKillWhileKeysChangeExpireAndCome() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Thread life = new Thread(() -> churn(over));
        client.del("session:17:metadata");
        Launched killed = caravan.with("CARAVAN_TEST_KILL_AT", "before-commit:6")
                .with("JAVA_TOOL_OPTIONS", "-Dcaravan.test=true");
        assertThat(killed.run(List.of("run", "m.yaml", "-q")))
                .as(caravan.said())
                .isEqualTo(137);
        life.start();
        try {
            assertThat(caravan.run(List.of("run", "m.yaml", "-q")))
                    .as(caravan.said())
                    .isZero();
        } finally {
            over.set(true);
            life.join();
        }

        assertThat(rows()).isEqualTo(expected());
        client.flushDB();
        assertThat(caravan.run(List.of("verify", "m.yaml", "-q")))
                .as(caravan.said())
                .isZero();
    }

    @Test
    void shouldNameAndMendPlantedFaultsAndBeginAnewWithWhatIsThereThen() throws Exception {
        assertThat(caravan.run(List.of("run", "m.yaml", "-q")))
                .as(caravan.said())
                .isZero();
        client.hset("session:5:metadata", "user", "late");
        PostgresServer.Running.run(
                v2,
                "UPDATE sessions SET expires_at = expires_at + interval '1 millisecond' WHERE id = '7'",
                "UPDATE sessions SET context = NULL WHERE id = '8'",
                "UPDATE sessions SET context = '{\"n\":  10}' WHERE id = '10'",
                "UPDATE sessions SET metadata = metadata || '{\"stale\": 1}' WHERE id = '11'",
                "UPDATE sessions SET metadata = metadata || '{\"é\": \"\"}' WHERE id = '12'",
                "UPDATE sessions AS a SET metadata = b.metadata FROM sessions AS b"
                        + " WHERE (a.id, b.id) IN (('15', '16'), ('16', '15'))",
                "DELETE FROM sessions WHERE id = '9'",
                "INSERT INTO sessions VALUES ('extra')");

        assertThat(caravan.run(List.of("verify", "m.yaml"))).isEqualTo(4);

        assertThat(caravan.said())
                .contains("key 7:", "key 8:", "key 9", "key 10:", "key 11:", "key 12:")
                .contains("key 15:", "key 16:", "key extra")
                .doesNotContain("key 5:");
        assertThat(caravan.run(List.of("verify", "m.yaml", "--repair", "--delete-extra", "-q")))
                .as(caravan.said())
                .isZero();
        assertThat(rows()).isEqualTo(all());
        PostgresServer.Running.run(v2, "INSERT INTO sessions VALUES ('extra')");
        Files.writeString(
                folder.resolve("m.yaml"),
                Files.readString(folder.resolve("m.yaml")).replace("key: id }", "key: id, existing: replace }"));
        assertThat(caravan.run(List.of("run", "m.yaml", "--fresh", "-q")))
                .as(caravan.said())
                .isZero();
        Map<String, String> expected = all();
        expected.put("extra", "null|null|null");
        expected.put("5", "{\"n\": 5}|{\"é\": \"\\u0001\", \"user\": \"late\"}|" + (MOMENT + 5));
        assertThat(rows()).isEqualTo(expected);
        assertThat(caravan.run(List.of("cleanup", "redis-move", "--yes")))
                .as(caravan.said())
                .isZero();
        assertThat(folder.resolve("state/copies/redis-move")).doesNotExist();
    }

    @Test
    void shouldReadOnlyTheTypesThatAreNamedAndCountTheOthers() throws Exception {
        client.zadd("session:9999:rank", 1.5, "x");
        PostgresServer.Running.run(
                v2, "CREATE TABLE keys (key text PRIMARY KEY, type text, value jsonb, expires_at timestamptz)");
        Path file = folder.resolve("m.yaml");
        Files.writeString(
                file,
                Files.readString(file)
                        .replaceFirst("keys: \\{.*\\} \\}", "keys: 'session:*', types: [hash, zset] }")
                        .replace("table: sessions, key: id", "table: keys"));

        assertThat(caravan.run(List.of("plan", "m.yaml"))).as(caravan.said()).isZero();
        assertThat(caravan.said()).contains("of type hash or zset (others are counted as filtered)");
        assertThat(caravan.run(List.of("plan", "m.yaml", "--format", "json")))
                .as(caravan.said())
                .isZero();
        assertThat(caravan.said()).contains("\"types\" : [ \"hash\", \"zset\" ]");
        assertThat(caravan.run(List.of("run", "m.yaml", "--format", "json")))
                .as(caravan.said())
                .isZero();

        assertThat(caravan.said())
                .contains("\"read\" : " + (2 * SESSIONS + 1))
                .contains("\"imported\" : " + (SESSIONS + 1))
                .contains("\"filtered\" : " + SESSIONS);
        try (Connection connection = DriverManager.getConnection(v2);
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT count(*) FILTER (WHERE type = 'hash' AND value ? 'user'),"
                                + " count(*) FILTER (WHERE key = 'session:9999:rank'), count(*) FROM keys")) {
            row.next();
            assertThat(List.of(row.getInt(1), row.getInt(2), row.getInt(3))).containsExactly(SESSIONS, 1, SESSIONS + 1);
        }
    }

    @Test
    void shouldBringRowsBackThroughAKillAndMendWhatWasChanged() throws Exception {
        int back = redis.database();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("v1.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE session (id INTEGER PRIMARY KEY, user TEXT, size REAL, expires_at TEXT)");
            statement.execute(
                    "INSERT INTO session WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900)"
                            + " SELECT i, iif(i % 3, 'user ' || i, NULL), i / 4.0, iif(i % 5, '2100-01-01T00:00:00Z', NULL) FROM n");
            statement.execute("UPDATE session SET expires_at = '2001-01-01T00:00:00Z' WHERE id = 11");
        }
        Files.writeString(
                folder.resolve("back.yaml"),
                """
                migration: back
                systems:
                  v1: { sqlite: "v1.db" }
                  v2: { redis: "%s" }
                pipelines:
                  sessions:
                    export: { from: v1, table: session }
                    import: { into: v2, table: "session:{id}" }
                    batch: 100
                """
                        .formatted(redis.url(back)));
        Launched killed = caravan.with("CARAVAN_TEST_KILL_AT", "before-commit:3")
                .with("JAVA_TOOL_OPTIONS", "-Dcaravan.test=true");
        assertThat(killed.run(List.of("run", "back.yaml", "-q")))
                .as(caravan.said())
                .isEqualTo(137);
        assertThat(caravan.run(List.of("run", "back.yaml", "-q")))
                .as(caravan.said())
                .isZero();
        try (Jedis other = redis.client(back)) {
            assertThat(other.keys("session:*")).hasSize(899);
            assertThat(other.hgetAll("session:2")).isEqualTo(Map.of("id", "2", "user", "user 2", "size", "0.5"));
            assertThat(other.hgetAll("session:3")).isEqualTo(Map.of("id", "3", "size", "0.75"));
            assertThat(other.pexpireTime("session:2")).isEqualTo(4_102_444_800_000L);
            assertThat(other.pttl("session:5")).isEqualTo(-1);
            other.hset("session:21", "user", "changed");
            other.hset("session:22", "stale", "field");
            other.persist("session:23");
            other.del("session:24");
            other.set("session:extra", "x");

            assertThat(caravan.run(List.of("verify", "back.yaml"))).isEqualTo(4);

            assertThat(caravan.said())
                    .contains("key 21", "key 22", "key 23", "key 24", "key extra")
                    .doesNotContain("key 11");
            assertThat(caravan.run(List.of("verify", "back.yaml", "--repair", "--delete-extra", "-q")))
                    .as(caravan.said())
                    .isZero();
            assertThat(other.keys("session:*")).hasSize(899).doesNotContain("session:extra");
            assertThat(other.hgetAll("session:22")).isEqualTo(Map.of("id", "22", "user", "user 22", "size", "5.5"));
            assertThat(other.pexpireTime("session:23")).isEqualTo(4_102_444_800_000L);
            assertThat(caravan.run(List.of("cleanup", "back", "--yes")))
                    .as(caravan.said())
                    .isZero();
            assertThat(other.keys("caravan:*")).isEmpty();
        }
    }

    /** Keys that change, go and come while they are copied. */
    private void churn(AtomicBoolean over) {
        try (Jedis other = redis.client(database)) {
            for (int number = 0; !over.get(); number = (number + 1) % SESSIONS) {
                other.set("session:" + number + ":context", "{\"changed\": " + number + "}");
                other.pexpire("session:" + (number + 7) % SESSIONS + ":metadata", 1);
                other.set("session:late" + number + ":context", "{}");
            }
        }
    }

    private static Map<String, String> all() {
        Map<String, String> all = expected();
        all.put("17", "{\"n\": 17}|{\"é\": \"\\u0001\", \"user\": \"u3\"}|" + (MOMENT + 17));
        return all;
    }

    /** Without what the first test deletes. */
    private static Map<String, String> expected() {
        Map<String, String> expected = new TreeMap<>();
        for (int number = 0; number < SESSIONS; number++) {
            expected.put(
                    "" + number,
                    "{\"n\": " + number + "}|"
                            + (number == 17
                                    ? "null|null"
                                    : "{\"é\": \"\\u0001\", \"user\": \"u" + number % 7 + "\"}|" + (MOMENT + number)));
        }
        return expected;
    }

    private Map<String, String> rows() throws Exception {
        Map<String, String> rows = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(v2);
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT id, context::text, metadata::text, expires_at FROM sessions")) {
            while (row.next()) {
                Instant expires =
                        row.getTimestamp(4) == null ? null : row.getTimestamp(4).toInstant();
                rows.put(
                        row.getString(1),
                        row.getString(2) + "|" + row.getString(3) + "|"
                                + (expires == null ? null : expires.toEpochMilli()));
            }
        }
        return rows;
    }
}
