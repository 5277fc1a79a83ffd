package dev.caravan.cli;

import static dev.caravan.cli.ReplayIT.counts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders beside a run in a process of its own, which a throttle keeps slow: obeyed soon, and nothing is lost. */
class OrdersIT {
    private static final int RECORDS = 6000;
    private static final int A_SECOND = 300;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String WRITTEN = "SELECT coalesce(max(position_ordinal), 0) FROM caravan_ledger";

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void makeScene() {
        StringBuilder data = new StringBuilder();
        IntStream.range(0, RECORDS).forEach(id -> data.append("{\"id\": " + id + ", \"name\": \"n" + id + "\"}\n"));
        scene = new Scene(folder)
                .file("v1/a.json", data.toString())
                .file("s.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT)");
        throttle(A_SECOND);
    }

    @Test
    void shouldObeyPauseResumeAndAbortAndLoseNothing() {
        try (Program.Running running = new Program(folder).start("run", scene.at("m.yaml"), "--state", scene.state())) {
            await().atMost(Duration.ofSeconds(60)).until(() -> standing("copying") && written() > 0);
            assertThat(status().get("standing").asText()).isEqualTo("running");

            long asked = System.nanoTime();
            assertThat(order("pause", "--by", "ann")).isEqualTo(new Called(0, "slow: pause taken\n", ""));
            await().atMost(SOON).until(() -> waiting().startsWith("paused by ann"));
            long paused = written();
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(SOON);
            await().during(Duration.ofMillis(1500)).atMost(SOON).until(() -> written() <= paused + 50);
            long held = written();
            assertThat(held).isLessThan(RECORDS);

            assertThat(order("resume").exit()).isZero();
            await().atMost(SOON)
                    .until(() ->
                            written() > held && waiting().isEmpty() || waiting().startsWith("throttled"));
            await().atMost(SOON).until(() -> written() > held);

            Called other = Called.here("pause", "fast", "--state", scene.state());
            assertThat(other.exit()).isEqualTo(2);
            assertThat(other.err()).contains("only 'run slow' (pid ").contains("so there is no 'fast' to pause");

            assertThat(order("abort").out()).isEqualTo("slow: abort taken\n");
            Called ended = running.end();
            assertThat(ended.exit()).isEqualTo(1);
            assertThat(ended.err())
                    .isEqualTo("ABORTED slow: aborted by " + System.getProperty("user.name")
                            + "; run it again to go on\n");
        }
        assertThat(written()).isBetween(1L, RECORDS - 1L);
        assertThat(scene.v2().number("SELECT count(*) FROM a")).isEqualTo(written());
        assertThat(status().get("standing").asText()).isEqualTo("failed");

        throttle(0);
        Called again = scene.call("run", "--format", "json");

        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(counts(again.json().at("/pipelines/0"))).containsExactly((long) RECORDS, (long) RECORDS, 0L, 0L, 0L);
        assertThat(again.json().at("/pipelines/0/readNow").asLong()).isLessThan(RECORDS);
        assertThat(scene.v2().number("SELECT count(*) FROM a WHERE name = 'n' || id"))
                .isEqualTo(RECORDS);
    }

    @Test
    void shouldKeepToThePaceThatTheFileSays() {
        scene.file("v1/a.json", "{\"id\": 1}\n".repeat(1).concat(scaled(600)));
        throttle(400);

        long began = System.nanoTime();
        Called run = scene.call("run", "--format", "json", "--batch-size", "50");
        double seconds = (System.nanoTime() - began) / 1e9;

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(seconds).isGreaterThan((600 - 100) / 400.0);
        assertThat(run.json().at("/pipelines/0/recordsPerSecond").asDouble()).isLessThan(480);
        assertThat(scene.v2().number("SELECT count(*) FROM a")).isEqualTo(600);
    }

    private static String scaled(int records) {
        StringBuilder data = new StringBuilder();
        IntStream.range(2, records + 1).forEach(id -> data.append("{\"id\": " + id + "}\n"));
        return data.toString();
    }

    private void throttle(int records) {
        scene.migration(
                """
                migration: slow
                systems: { v1: { files: DIR/v1 }, v2: { sqlite: DIR/v2.db, schema: DIR/s.sql } }
                pipelines:
                  a:
                    export: { from: v1, files: "a.json" }
                    transform: { fields: { id: id, name: name } }
                    import: { into: v2, table: a, key: id }
                    batch: 50
                THROTTLE
                """
                        .replace("THROTTLE", records == 0 ? "" : "    throttle: " + records));
    }

    private Called order(String verb, Object... more) {
        return scene.callNamed(verb, "slow", more);
    }

    private JsonNode status() {
        return Called.here("status", "slow", "--format", "json", "--state", scene.state())
                .json()
                .get(0);
    }

    private boolean standing(String state) {
        Called status = Called.here("status", "slow", "--format", "json", "--state", scene.state());
        return status.exit() == 0
                && status.json().get(0).at("/pipelines/0/state").asText().equals(state);
    }

    private String waiting() {
        return status().at("/pipelines/0/waiting").asText();
    }

    private long written() {
        return scene.at("v2.db").toFile().exists() ? scene.v2().number(WRITTEN) : 0;
    }
}
