package dev.caravan.lekiwi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.servers.PostgresServer;
import dev.caravan.servers.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The shipped lekiwi.yaml on a real Redis, PostgreSQL and nginx, with two services that run as processes. */
@ExtendWith({RedisServer.class, PostgresServer.class})
class LekiwiIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private LekiwiWorld world;
    private PostgresServer.Running server;

    @BeforeEach
    void makeWorld(RedisServer.Running redis, PostgresServer.Running postgres) throws Exception {
        server = postgres;
        world = new LekiwiWorld(folder, redis, postgres);
    }

    @AfterEach
    void leave() throws Exception {
        world.close();
    }

    @Test
    void shouldMoveTheDataAndKeepWhatV2HasWritten() throws Exception {
        world.redis.rpush("robot:odd", "no robot", "a list");

        assertThat(world.call("run", "--only", "data")).as(world.caravan.said()).isZero();

        checkRobots("legacy_robots");
        checkRobots("robots");
        checkSessions();
        assertThat(text("SELECT state FROM legacy_robots WHERE id = 'odd'")).isEqualTo("[\"no robot\", \"a list\"]");
        PostgresServer.Running.run(world.pg, "UPDATE robots SET status = 'mine', written_by = 'v2' WHERE id = '7'");
        world.redis.hset("robot:7", "status", "theirs");
        world.redis.hset("robot:8", "status", "theirs");

        assertThat(world.call("run", "--only", "robots", "--fresh"))
                .as(world.caravan.said())
                .isZero();

        assertThat(text("SELECT status FROM robots WHERE id = '7'")).isEqualTo("mine");
        assertThat(text("SELECT status FROM robots WHERE id = '8'")).isEqualTo("theirs");
        PostgresServer.Running.run(world.pg, "DELETE FROM legacy_robots WHERE id IN ('7', '8')", "SELECT reconcile()");
        assertThat(text("SELECT string_agg(id, ' ' ORDER BY id) FROM robots WHERE id IN ('7', '8', '9')"))
                .as("a robot that has gone, unless v2 has written it")
                .isEqualTo("7 9");
        PostgresServer.Running.run(
                world.pg, "CREATE TABLE kept AS SELECT * FROM legacy_robots", "TRUNCATE legacy_robots");
        assertThatThrownBy(() -> text("SELECT reconcile()")).hasMessageContaining("holds no robot");
        PostgresServer.Running.run(world.pg, "INSERT INTO legacy_robots SELECT * FROM kept");
        PostgresServer.Running.run(
                world.pg, "UPDATE legacy_robots SET state = state || '{\"battery\": \"1000\"}' WHERE id = '9'");
        assertThat(world.call("verify", "--only", "robots"))
                .as("a value that was changed behind its back")
                .isEqualTo(4);
        assertThat(world.caravan.said()).contains("1 different");
    }

    @Test
    void shouldGoThroughAllPhases() throws Exception {
        start();
        assertThat(world.call("plan")).as(world.caravan.said()).isZero();
        try (LekiwiTraffic robots = new LekiwiTraffic(world)) {
            int exit = world.call("run", "-v", "--report", "r.json");

            assertThat(exit).as(world.caravan.said()).isZero();
            assertThat(robots.failures()).isEmpty();
        }
        String types = text(
                "SELECT string_agg(t || ' ' || n, ', ' ORDER BY t) FROM (SELECT robot_type t, count(*) n FROM robots GROUP BY 1) c");
        assertThat(JSON.readTree(folder.resolve("r.json").toFile()).at("/steps").findValuesAsText("value"))
                .as("robots counted by type")
                .contains(types, "not known: CREATE EXTENSION pg_stat_statements")
                .anyMatch(value -> value.matches("legacy 100 at [0-9]+ ms, new 100 at [0-9]+ ms"))
                .anyMatch(value -> value.matches("legacy 1100 at [0-9]+ ms, new 1100 at [0-9]+ ms"));
        assertThat(text("SELECT count(*) FROM migration_tracking WHERE system = 'new' AND response_time > 0"))
                .as("a time of v2 for each request that went to both sides")
                .isEqualTo("1100");
        assertThat(world.served()).isEqualTo(LekiwiWorld.ROBOTS);
        world.awaitTheEndOfCopies();
        assertThat(Files.readString(folder.resolve("service.yaml")))
                .contains("phase: full_100", "event_driven_discovery: true   # 10 %", "realtime_telemetry: true");
        assertThat(Files.readString(folder.resolve("docker.txt")))
                .contains("--scale discovery-service=3 --scale state-manager=2");
    }

    private void start() throws Exception {
        world.startServices();
        world.startNew(server);
        world.hurry();
    }

    private void checkRobots(String table) throws Exception {
        try (Connection v2 = DriverManager.getConnection(world.pg);
                Statement all = v2.createStatement();
                ResultSet row = all.executeQuery("SELECT * FROM " + table + " WHERE id <> 'odd' ORDER BY id::int")) {
            for (int n = 0; n < LekiwiWorld.ROBOTS; n++) {
                Map<String, String> wanted = world.redis.hgetAll("robot:" + n);
                assertThat(row.next()).isTrue();
                assertThat(row.getString("id")).isEqualTo("" + n);
                assertThat(row.getString("robot_type")).isEqualTo(wanted.get("type"));
                assertThat(row.getString("name")).isEqualTo("Röbot " + n);
                assertThat(row.getString("status")).isEqualTo(wanted.get("status"));
                assertThat(row.getTimestamp("last_seen").toInstant()).isEqualTo(wanted.get("last_seen"));
                JsonNode state = JSON.readTree(row.getString("state"));
                assertThat(state).isEqualTo(JSON.valueToTree(wanted));
            }
            assertThat(row.next()).isFalse();
        }
    }

    private void checkSessions() throws Exception {
        try (Connection v2 = DriverManager.getConnection(world.pg);
                Statement all = v2.createStatement();
                ResultSet row = all.executeQuery("SELECT * FROM sessions ORDER BY id")) {
            for (int n = 0; n < 10; n++) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString("id")).isEqualTo("s" + n);
                assertThat(row.getString("robot_id")).isEqualTo("" + n);
                assertThat(JSON.readTree(row.getString("data")))
                        .isEqualTo(JSON.readTree(world.redis.get("session:s" + n)));
                assertThat(row.getTimestamp("expires_at")).isEqualTo(new Timestamp(4_102_444_800_123L + n));
            }
            assertThat(row.next()).isFalse();
        }
    }

    private String text(String query) throws Exception {
        try (Connection v2 = DriverManager.getConnection(world.pg);
                ResultSet row = v2.createStatement().executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
