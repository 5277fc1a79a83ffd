package dev.caravan.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.servers.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** The shares of voice-agent.yaml, from the first to the last, and back where v2 fails. */
class VoiceAgentTrafficIT extends VoiceScene {
    @Test
    void shouldBeOnV1AgainWhenV2FailsAt25() throws Exception {
        run = caravan.start(words("run", "--report", "r.json"));
        call();
        sign(5);
        await("the share of 5 %", () -> served() == moved(5));
        assertThat(List.of(side(BETA), side(EARLY))).as("at 5 %").containsExactly("v2", "v1");
        assertThat(others(BETA)).as("search and WebSocket of one who moved").isEqualTo("v2 101 v2");
        assertThat(others(EARLY)).isEqualTo("v1 101 v1");
        List<String> spoken = goOnTalking();
        sign(25);
        await("the share of 25 %", () -> served() == moved(25));
        assertFollowed(spoken);
        assertThat(side(EARLY)).as("at 25 %").isEqualTo("v2");
        services.fail();
        long begun = System.nanoTime();

        assertThat(run.waitFor()).as(caravan.said()).isEqualTo(5);

        assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.MINUTES.toNanos(2));
        assertThat(caravan.said()).contains("errors");
        assertThat(served()).isZero();
        assertThat(services.flags).hasSizeGreaterThanOrEqualTo(4);
        assertThat(services.flags.get(1)).contains("\"v2_traffic_percentage\":25");
        assertThat(services.flags.get(services.flags.size() - 1))
                .contains("\"v2_traffic_percentage\":0", "\"enable_v2_agents\":false");
        assertThat(rows(sqlite(), "SELECT id FROM captures WHERE session_id = 'caravan-test'"))
                .as("what the test said to v1 is taken out again")
                .isEmpty();
        assertDeadlines();
        assertThat(Files.readString(folder.resolve("notices"))).contains("All callers are on v1 again");
        assertThat(manifests("backups"))
                .as("both sources, then both databases before 5 and before 25")
                .hasSize(6)
                .containsExactlyInAnyOrderElementsOf(manifests("s3"));
    }

    @Test
    @Tag("campaign")
    void shouldGoToTheEndWhenAPersonSignsEachShare() throws Exception {
        run = caravan.start(words("run"));
        call();
        for (int share : SHARES) {
            sign(share);
            await(share + " %", () -> served() == moved(share));
        }

        assertThat(run.waitFor()).as(caravan.said()).isZero();

        assertThat(failures).isEmpty();
        assertThat(served()).isEqualTo(SESSIONS.size());
        assertThat(rows(pg, "SELECT count(*) FROM captures WHERE id >= 1000000000000")
                        .get(0))
                .as("what v2 was told itself")
                .isNotEqualTo("0");
        assertThat(captures(pg))
                .as("v1 took some in until its last session was moved")
                .containsAll(captures(sqlite()));
        assertThat(Files.readString(folder.resolve("railway.txt"))).isEqualTo("down --service app-v1 --yes\n");
        assertThat(folder.resolve("archive")).isNotEmptyDirectory();
    }

    /**
     * What v1 is told until the next share, answers what it has by then; beside the callers, who go on: a session that v1 alone has, and
     * one that has been spoken in on v2 since.
     */
    private List<String> goOnTalking() throws Exception {
        try (Jedis redis = new Jedis(sessions)) {
            for (String id : List.of("fresh", "moved")) {
                redis.psetex("session:" + id + ":context", 1_800_000, "[{\"user\":\"v1\"}]");
                redis.psetex("session:" + id + ":metadata", 1_800_000, "{\"created_at\":\"2026-01-01T09:00:00\"}");
            }
        }
        PostgresServer.Running.run(
                sqlite(),
                "INSERT INTO captures (session_id, user_text, agent_text) VALUES ('c', 'a vector database', 'x'),"
                        + " ('d', 'my vector database', 'y')");
        PostgresServer.Running.run(pg, "INSERT INTO sessions (id, context) VALUES ('moved', '[{\"user\":\"v2\"}]')");
        return captures(sqlite());
    }

    /** All of it is on v2, and what v2 has itself is as it was. */
    private void assertFollowed(List<String> spoken) throws Exception {
        assertThat(captures(pg)).containsAll(spoken);
        assertThat(
                        rows(
                                pg,
                                "SELECT c.session_id FROM captures c JOIN capture_concepts ON capture_id = c.id"
                                        + " JOIN concepts o ON o.id = concept_id WHERE o.name LIKE '%vector database%' ORDER BY 1"))
                .as("concepts follow too")
                .contains("c", "d");
        assertThat(rows(pg, "SELECT id || ' ' || (context -> 0 ->> 'user') FROM sessions ORDER BY id"))
                .containsExactly("fresh v1", "moved v2");
        assertThat(rows(pg, "SELECT count(*) FROM captures WHERE id >= 1000000000000")
                        .get(0))
                .as("what v2 was told itself")
                .isNotEqualTo("0");
    }

    /** Each deadline of the emergency was run and is told: by the report and by status. */
    private void assertDeadlines() throws Exception {
        JsonNode told =
                new ObjectMapper().readTree(folder.resolve("r.json").toFile()).at("/traffic/returned/deadlines");
        assertThat(told.findValuesAsText("step"))
                .containsExactly(
                        "router",
                        "a way back (undo 1: health)",
                        "a way back (undo 2: conversation)",
                        "a way back (undo 4: page)",
                        "a way back (undo 5: logs kept)",
                        "a way back (undo 6: integrity of v1)",
                        "a way back (undo 7: integrity of v2)",
                        "a way back (undo 8: message)");
        assertThat(told.findValuesAsText("outcome")).containsOnly("met");
        JsonNode first =
                new ObjectMapper().readTree(folder.resolve("r.json").toFile()).path("steps");
        assertThat(first.findValues("uptime"))
                .as("v1 and v2, at 5 and at 25 %")
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(uptime -> assertThat(uptime.asDouble()).isBetween(0.0, 1.0));
        assertThat(person.run(List.of(
                        "status",
                        "voice-agent",
                        "--state",
                        folder.resolve("state").toString())))
                .isZero();
        assertThat(person.said()).contains("deadline router: met within 120 s, took ");
    }

    /** Every manifest below a folder: that of a shelf, or that of the store, which names its objects so. */
    private List<String> manifests(String below) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder.resolve(below))) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().matches("manifest\\.json(\\._S3rver_object)?")) {
                    found.add(Files.readString(file));
                }
            }
        }
        return found;
    }
}
