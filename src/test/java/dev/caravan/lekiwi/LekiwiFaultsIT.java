package dev.caravan.lekiwi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.servers.PostgresServer;
import dev.caravan.servers.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped lekiwi.yaml with a v2 that goes bad on its way: it never gets more, and the world is the one of before. */
@ExtendWith({RedisServer.class, PostgresServer.class})
class LekiwiFaultsIT {
    /** The router's own figure, or the plan's query to Prometheus, whichever is over first. */
    private static final String ERRORS = "share of errors is|status=~.*\\(abort: > 1%\\)";

    private static final int ROLLED_BACK = 5;
    private static final int KILLED = 137;

    @TempDir
    private Path folder;

    private LekiwiWorld world;

    @BeforeEach
    void makeWorld(RedisServer.Running redis, PostgresServer.Running postgres) throws Exception {
        world = new LekiwiWorld(folder, redis, postgres);
        world.startServices();
        world.startNew(postgres);
        world.hurry();
        world.set("hold", "6s");
    }

    @AfterEach
    void leave() throws Exception {
        world.close();
    }

    /** v2 is well until it has 25 %. Errors and slow answers are tried once more after the remedies, which do not help. */
    @Test
    void shouldGoBackFromABadV2() throws Exception {
        goesBack("errors", ERRORS, true);
    }

    @Tag("campaign")
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "wrong; agree; false",
                "slow; p50 is; true",
                "dead; hold 25 went back to v1: .*(share of errors is|check .v2 answers. fails); true",
                "lie; share of errors is|check .v2 answers. fails: .*status 500; true",
                "flap; " + ERRORS + "; true"
            })
    void shouldGoBackFromEachFault(String fault, String reason, boolean remedied) throws Exception {
        goesBack(fault, reason, remedied);
    }

    private void goesBack(String fault, String reason, boolean remedied) throws Exception {
        if (fault.equals("slow")) {
            world.set("good.p99", "1s");
            world.set("bad.p99", "2s");
        }
        Map<String, String> before = world.world();
        try (LekiwiTraffic robots = new LekiwiTraffic(world)) {
            Process run = world.caravan.start(world.words("run", "-q"));
            String at = remedied ? "rollout_25/hold 25" : "rollout_25/to 25";
            world.await("25 %", () -> !run.isAlive() || world.began(at));
            world.fault(fault);

            assertThat(run.waitFor()).as(world.caravan.said()).isEqualTo(ROLLED_BACK);
        }
        if (!fault.equals("dead")) {
            world.fault("none");
        }
        assertThat(world.caravan.said()).doesNotContain("rollout_50", "not as before");
        // Where the remedies fail, the run ends with their reason
        assertThat(world.caravan.said() + Files.readString(folder.resolve("notices")))
                .containsPattern(reason);
        assertThat(world.holds("notices", "the remedies of the runbook")).isEqualTo(remedied);
        assertThat(world.world()).isEqualTo(before);
    }

    @Test
    @Tag("campaign")
    void shouldGoBackWhenNobodyComes() throws Exception {
        world.set("patience", "10s");
        Map<String, String> before = world.world();
        Process run;
        try (LekiwiTraffic robots = new LekiwiTraffic(world)) {
            run = world.caravan.start(world.words("run", "-q"));
            world.await("10 %", () -> !run.isAlive() || world.holds("service.yaml", "phase: canary_10"));
        }

        assertThat(run.waitFor()).as(world.caravan.said()).isEqualTo(ROLLED_BACK);
        assertThat(world.caravan.said()).contains("not proved healthy within 10 s after its hold; not-enough-data");
        assertThat(world.world()).isEqualTo(before);
    }

    /** Prometheus is gone at 25 %: robots get good answers, and yet nobody may be promoted. */
    @Test
    @Tag("campaign")
    void shouldGoBackWhenMetricsVanish() throws Exception {
        world.set("patience", "30s");
        Map<String, String> before = world.world();
        try (LekiwiTraffic robots = new LekiwiTraffic(world)) {
            Process run = world.caravan.start(world.words("run", "-q"));
            world.await("25 %", () -> !run.isAlive() || world.began("rollout_25/hold 25"));
            world.prometheus.destroyForcibly().waitFor();

            assertThat(run.waitFor()).as(world.caravan.said()).isEqualTo(ROLLED_BACK);
            assertThat(robots.failures()).isEmpty();
        }
        assertThat(world.caravan.said()).contains("no-metrics").contains("there is no number for");
        assertThat(world.world()).isEqualTo(before);
    }

    /** Killed at the end of a phase, and taken back by the form that asks nothing. */
    @Test
    void shouldBeTakenBackFromAPhase() throws Exception {
        isTakenBack("canary_10");
    }

    @Tag("campaign")
    @ParameterizedTest
    @CsvSource({"deploy", "shadow", "rollout_25", "rollout_50", "full_100", "finish"})
    void shouldBeTakenBackFromEachPhase(String phase) throws Exception {
        isTakenBack(phase);
    }

    private void isTakenBack(String phase) throws Exception {
        Map<String, String> before = world.world();
        try (LekiwiTraffic robots = new LekiwiTraffic(world)) {
            int status = world.caravan
                    .with("CARAVAN_OPTS", "-Dcaravan.test=true")
                    .with("CARAVAN_TEST_KILL_AT", "step-done:" + world.steps(phase))
                    .run(world.words("run", "-q"));
            assertThat(status).as(world.caravan.said()).isIn(KILLED, 0);

            List<String> words = new ArrayList<>(List.of(
                    "rollback", "lekiwi", "--state", folder.resolve("state").toString()));
            words.addAll(List.of("--reason", "test", "--emergency"));
            assertThat(world.caravan.run(words)).as(world.caravan.said()).isEqualTo(ROLLED_BACK);
            assertThat(robots.failures()).isEmpty();
        }
        assertThat(world.world()).isEqualTo(before);
        assertThat(Files.readString(folder.resolve("notices")))
                .contains("rolled-back")
                .doesNotContain("not as before");
    }
}
