package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.scenario.Launched;
import dev.caravan.servers.Callers;
import dev.caravan.servers.RouterChild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** v2 has a quarter, and a gate waits for a person between two ramps: v2 is watched all the while. */
class ShareWatchIT extends RampScene {
    private static final String RAMP =
            """
            ramp: [ 25%, 100% ]
            hold: 500ms
            healthy: { errors: "< 10%" }
            abort: { errors: "> 30%" }
            interval: 200ms
            patience: 20s
            tolerance: none
            """;

    private void begin(String router, String then) throws IOException {
        begin(router, then, "- gate: go");
    }

    /** @param next the step behind the quarter */
    private void begin(String router, String then, String next) throws IOException {
        migration(
                router(router),
                RAMP,
                """
                - edit: { name: flag, file: DIR/app.env, set: { V2: "on" } }
                - ramp: { name: quarter, of: api, to: 25%THEN }
                NEXT
                - ramp: { name: all, of: api }
                """
                        .replace("NEXT", next)
                        .replace("DIR", folder.toString())
                        .replace("THEN", then));
        Files.writeString(
                scene.at("m.yaml"), "\ngates: { go: { sign-offs: [ operations ] } }\n", StandardOpenOption.APPEND);
        scene.file("app.env", "V2=off\n");
    }

    private Object[] words() {
        return new Object[] {"run", scene.at("m.yaml"), "--state", scene.state()};
    }

    private void awaitGate() {
        Awaitility.await().atMost(Duration.ofSeconds(120)).untilAsserted(() -> assertThat(
                        scene.callNamed("status", "move").out())
                .contains("sign-off of operations"));
    }

    @ParameterizedTest
    @CsvSource({"embedded, ', on-failure: rollback', 5", "nginx, '', 1"})
    void shouldTakeABadV2OffTheAirWhileAGateWaits(String router, String then, int exit) throws Exception {
        takesOff(router, then, exit);
    }

    @Test
    @Tag("campaign")
    void shouldTakeABadV2OffTheAirBehindHaproxyToo() throws Exception {
        takesOff("haproxy", ", on-failure: rollback", 5);
    }

    private void takesOff(String router, String then, int exit) throws Exception {
        begin(router, then);
        Callers callers = closing(new Callers(port));
        try (Program.Running run = new Program(folder).start(words())) {
            awaitGate();
            long onV2 = callers.count("v2");
            awaitThat(() -> callers.count("v2") > onV2 + 50);

            services.failing(1);
            Called ended = run.end();

            assertThat(ended.exit()).as(ended.err()).isEqualTo(exit);
            assertThat(ended.err())
                    .contains("v2 of api went back to v1: v2's share of errors is")
                    .contains("abort: > 30%");
        }
        allOnV1();
        assertThat(journal()).contains("trigger", "shifted api to off");
        assertThat(scene.at("app.env")).hasContent(exit == 5 ? "V2=off\n" : "V2=on\n");
        assertThat(Files.readString(folder.resolve("notices.ndjson"))).contains("share of errors");
        if (exit == 1) {
            Called again = new Program(folder).call(list(words(), "--wait", "20s"));
            assertThat(again.exit()).isEqualTo(1);
            assertThat(again.err())
                    .as("the ramp is begun again, and takes v2 back")
                    .contains("switch/quarter: went back to v1: v2's share of errors is");
        }
    }

    private static Object[] list(Object[] words, Object... more) {
        List<Object> all = new java.util.ArrayList<>(List.of(words));
        all.addAll(List.of(more));
        return all.toArray();
    }

    @Test
    void shouldBringTheRouterBackWhileAGateWaits() throws Exception {
        begin("embedded", "");
        Callers callers = closing(new Callers(port));
        try (Program.Running run = new Program(folder).start(words())) {
            awaitGate();
            RouterChild router = new RouterChild(folder.resolve("state"), "move", "api");
            long first = router.pid();
            ProcessHandle child = ProcessHandle.of(first).orElseThrow();
            child.destroyForcibly();
            child.onExit().get(20, TimeUnit.SECONDS);

            awaitThat(() -> router.pid() != first);
            long onV2 = callers.count("v2");
            awaitThat(() -> callers.count("v2") > onV2 + 50);
            run.kill();
            run.end();
        }
    }

    /** A process that is killed right after v2 was taken off the air, or before: the next one says why, and goes back. */
    @ParameterizedTest
    @CsvSource({"trigger-put:1", "''"})
    void shouldGoOnWatchingAfterAKill(String killAt) throws Exception {
        begin("embedded", ", on-failure: rollback");
        closing(new Callers(port));
        Launched program = new Launched(folder).with("CARAVAN_OPTS", "-Dcaravan.test=true");
        List<String> words = List.of(
                "run", scene.at("m.yaml").toString(), "--state", scene.state().toString());
        Process first = (killAt.isEmpty() ? program : program.with("CARAVAN_TEST_KILL_AT", killAt)).start(words);
        awaitGate();
        if (killAt.isEmpty()) {
            first.destroyForcibly().waitFor();
            services.failing(1);
        } else {
            services.failing(1);
            assertThat(first.waitFor()).isEqualTo(137);
            services.failing(0);
        }

        Called second = new Program(folder).call(words());

        assertThat(second.exit()).as(second.err()).isEqualTo(5);
        assertThat(second.err()).contains("v2 of api went back to v1: v2's share of errors is");
        assertThat(scene.at("app.env")).hasContent("V2=off\n");
        allOnV1();
    }

    /** It waits too long for a person, or fails: the process ends either way, with a quarter on v2. */
    @ParameterizedTest
    @CsvSource({"6, '- gate: go'", "1, '- check: { name: approved, file: DIR/app.env, contains: yes }'"})
    void shouldSayThatNobodyLooksWhenTheProcessEnds(int exit, String next) throws Exception {
        begin("embedded", "", next);
        closing(new Callers(port));

        Called run = new Program(folder).call(list(words(), "--wait", "1s"));

        String warning = "WARNING move: v2 keeps 25% of api, and nobody looks at it now";
        assertThat(run.exit()).as(run.err()).isEqualTo(exit);
        assertThat(run.err()).contains(warning);
        if (exit == 1) {
            assertThat(Files.readString(folder.resolve("notices.ndjson"))).contains("v2 keeps 25% of api");
        }
        assertThat(scene.callNamed("status", "move").out()).contains(warning);
        assertThat(scene.callNamed("status", "move", "--format", "json").out()).contains("\"watchedBy\" : null");
        Object[] said = run.err()
                .replaceAll("(?s).*Take it back: ./caravan | R; all.*", "")
                .split(" ");
        assertThat(new Program(folder)
                        .call(list(said, "test", "--state", scene.state()))
                        .exit())
                .as(List.of(said) + " test")
                .isZero();
        allOnV1();
        assertThat(scene.callNamed("status", "move").out()).doesNotContain("WARNING");
    }
}
