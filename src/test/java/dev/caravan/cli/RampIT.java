package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.servers.Callers;
import dev.caravan.servers.RouterChild;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Ramps under load, on the real routers, with a v2 that is well and with v2s that are not. */
class RampIT extends RampScene {
    @Test
    void shouldRaiseAHealthyV2ToTheEnd() {
        migration(
                embedded(),
                """
                ramp: [ 10%, { share: 50%, hold: 1500ms }, 100% ]
                hold: 1s
                healthy: { errors: "< 10%", p50: "< 5s" }
                abort: { errors: "> 30%" }
                interval: 200ms
                tolerance: none
                """,
                "- ramp: api");
        Callers callers = closing(new Callers(port));

        Called run = scene.call("run", "--format", "json");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(callers.count("500")).isZero();
        assertThat(callers.count("v2")).isPositive();
        assertThat(journal())
                .contains("to 10%")
                .contains("to 50%")
                .contains("to 100%")
                .contains("healthy 3 times");
        assertThat(run.out()).contains("\"share\" : 100");
    }

    private static final String QUICK =
            """
            ramp: [ 25%, 100% ]
            hold: 1s
            healthy: { errors: "< 10%" }
            abort: { errors: "> 30%" }
            interval: 200ms
            patience: 3s
            tolerance: none
            """;

    private Called runsBack() {
        Called run = scene.call("run", "--format", "json");
        assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(1);
        assertThat(run.err()).contains("STEP_FAILED switch/api: went back to v1: ");
        assertThat(journal()).doesNotContain("to 100%").contains("shifted api to off");
        return run;
    }

    /** The goal is 2.5 s, and a busy machine has a multiple of it. */
    @Test
    void shouldBeOffTheAirSoonAfterV2HasGoneBad() {
        migration(
                embedded(),
                QUICK.replace("hold: 1s", "hold: 1h").replace("> 30%", "> 5%").replace("interval: 200ms", ""),
                "- ramp: api");
        closing(new Callers(port));
        CompletableFuture<Called> run = CompletableFuture.supplyAsync(() -> scene.call("run", "-q"));
        awaitThat(() -> services.seenByV2() > 300);

        long bad = System.nanoTime();
        services.failing(1);
        Called ended = run.join();

        assertThat(ended.exit()).as(ended.err()).isEqualTo(1);
        Duration borne = Duration.ofNanos(services.lastAsked() - bad);
        System.out.println("from the first bad answer to the last request to v2: " + borne.toMillis() + " ms");
        assertThat(borne).isLessThan(Duration.ofSeconds(15));
        allOnV1();
    }

    @Test
    void shouldGoBackFromErrorsBehindNginx() throws IOException {
        services.failing(0.7);
        migration(nginx(), QUICK, "- ramp: api");
        closing(new Callers(port));

        Called run = runsBack();

        assertThat(run.err()).contains("share of errors").contains("abort: > 30%");
        allOnV1();
        assertThat(Files.readString(folder.resolve("notices.ndjson"))).contains("share of errors");
    }

    @Test
    void shouldGoBackFromADeadV2BehindHaproxy() throws IOException {
        services.kill();
        // HAProxy tries a dead server for seconds before it gives up
        migration(haproxy(), QUICK.replace("patience: 3s", "patience: 1m"), "- ramp: api");
        closing(new Callers(port));

        assertThat(runsBack().err()).contains("share of errors is 100.00 %");
        allOnV1();
    }

    @Test
    void shouldGoBackFromAFewErrorsTooManyAndUndoThePlan() {
        services.failing(0.2);
        migration(
                embedded(),
                QUICK.replace("> 30%", "> 90%"),
                """
                - edit: { name: flag, file: DIR/app.env, set: { V2: "on" } }
                - ramp: { of: api, on-failure: rollback }
                """
                        .replace("DIR", folder.toString()));
        scene.file("app.env", "V2=off\n");
        closing(new Callers(port));

        Called run = scene.call("run", "--format", "json");

        assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(5);
        assertThat(run.err()).contains("unhealthy").contains("v2's share of errors is ");
        assertThat(scene.at("app.env")).hasContent("V2=off\n");
        allOnV1();
    }

    @Test
    void shouldGoBackFromAV2ThatIsSlow() throws IOException {
        services.slow(400);
        migration(
                haproxy(),
                QUICK.replace("errors: \"< 10%\"", "p50: \"< 200ms\"").replace("errors: \"> 30%\"", "p50: \"> 300ms\""),
                "- ramp: api");
        closing(new Callers(port));

        assertThat(runsBack().err()).contains("v2's p50 is ").contains("abort: > 300ms");
        allOnV1();
    }

    @Test
    void shouldGoBackWhenNobodyComes() {
        migration(embedded(), QUICK, "- ramp: api");

        assertThat(runsBack().err())
                .contains("not proved healthy within 3 s after its hold; not-enough-data: 0 requests on v2");
        allOnV1();
    }

    @Test
    void shouldObeyPeopleAndGoOnWithTheShareInForceAfterAKill() throws Exception {
        migration(embedded(), QUICK.replace("hold: 1s", "hold: 1h").replace("25%", "25%, 50%"), "- ramp: api");
        closing(new Callers(port));
        Object[] words = {"run", scene.at("m.yaml"), "--state", scene.state()};
        try (Program.Running first = new Program(folder).start(words)) {
            await("25% on v2 (1 of 3)");

            assertThat(direct("promote").out()).isEqualTo("move: ramp taken\n");
            await("50% on v2 (2 of 3)");
            first.kill();
            first.end();
        }
        long router = router().pid();
        ProcessHandle child = ProcessHandle.of(router).orElseThrow();
        child.destroyForcibly();
        child.onExit().get(20, TimeUnit.SECONDS);
        try (Program.Running second = new Program(folder).start(words)) {
            awaitThat(() -> Files.exists(router().control()) && router().pid() != router);
            await("50% on v2 (2 of 3)");
            assertThat(direct("hold").exit()).isZero();
            await("held by ada: because");
            assertThat(direct("abort").exit()).isZero();
            Called ended = second.end();
            assertThat(ended.exit()).isEqualTo(1);
            assertThat(ended.err()).contains("went back to v1: aborted by ada: because");
        }
        allOnV1();
        assertThat(direct("promote").exit()).isEqualTo(2);
    }

    private Called direct(String word) {
        return scene.callNamed("ramp", "move", word, "--reason", "because", "--by", "ada");
    }

    private RouterChild router() {
        return new RouterChild(folder.resolve("state"), "move", "api");
    }

    private void await(String standing) {
        awaitThat(() -> scene.callNamed("status", "move").out().contains(standing));
    }
}
