package dev.caravan.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Migration;
import dev.caravan.model.Side;
import dev.caravan.model.SideWindow;
import dev.caravan.model.Split;
import dev.caravan.model.Step;
import dev.caravan.model.Traffic;
import dev.caravan.repository.Passage;
import dev.caravan.repository.RunOutcome;
import dev.caravan.repository.Share;
import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import dev.caravan.run.IdleShares;
import dev.caravan.run.RunOptions.Mode;
import dev.caravan.run.ShareMeans;
import dev.caravan.spi.MetricProvider;
import dev.caravan.spi.ShareChange;
import dev.caravan.spi.ShareControl;
import dev.caravan.spi.Shifted;
import dev.caravan.step.ramp.Metering;
import dev.caravan.step.ramp.RampStep;
import dev.caravan.step.ramp.RampTools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runs of two plans have ended, and v2 has a quarter of each service still. */
class ShareTurnsTest {
    private static final Split QUARTER = Split.of(25);

    @TempDir
    private Path folder;

    private ServeScene scene;
    private ShareTurns turns;
    private RampStep ramps;
    private final Shares shares = new Shares();
    private final Figures figures = new Figures();

    @BeforeEach
    void open() {
        scene = new ServeScene(folder.toAbsolutePath(), 2);
        ramps = new RampStep(new RampTools(shares, figures, scene.state.directions(), null, null, scene.time));
        IdleShares idle = new IdleShares(scene.state, () -> new ShareMeans(shares, ramps.watch(), null));
        turns = new ShareTurns(scene.hosting, scene.known, idle, scene.events::add);
        migration("slow", "");
        migration("stays", "");
        migration("goes", ", on-failure: rollback");
    }

    @AfterEach
    void close() {
        figures.answers.countDown();
        scene.close();
    }

    private void migration(String name, String then) {
        ServeScene.write(
                folder.toAbsolutePath().resolve("config/migrations/" + name + ".yaml"),
                """
                migration: %s
                systems: { app-v1: { http: "http://127.0.0.1:1" }, app-v2: { http: "http://127.0.0.1:1" } }
                traffic:
                  api:
                    router: { embedded: "127.0.0.1:1" }
                    v1: app-v1
                    v2: app-v2
                    writes: shared
                    ramp: [ 25%%, 100%% ]
                    healthy: { errors: "< 1%%" }
                    abort: { errors: "> 5%%" }
                    interval: 1s
                plan:
                  - phase: move
                    steps:
                      - shift: { name: router, of: api, to: 0%% }
                      - ramp: { name: quarter, of: api, to: 25%%%s }
                      - check: { name: well, http: app-v2, path: /health }
                """
                        .formatted(name, then));
        scene.known.look();
        assertThat(scene.known.find(name).orElseThrow().mistakes()).isEmpty();
        stand(name);
    }

    /** The ramp has brought a quarter to v2, then the run has ended. */
    private void stand(String name) {
        Passage passage = scene.state.passages().begin(name, "test");
        for (int number = 1; number <= 2; number++) {
            Step step = migration(name).plan().steps().get(number - 1);
            StepRow begun = StepRow.begin(step, number, scene.time.instant());
            scene.state.passages().keep(passage, begun.become(StepState.DONE, ""));
        }
        keep(name, QUARTER, "ramp", "proved");
    }

    private void keep(String name, Split split, String who, String why) {
        scene.time.pass(Duration.ofSeconds(1));
        scene.state
                .shares()
                .keep(new Share(name, "api", 1, Split.NONE, split, scene.time.instant(), null, who, why, 1));
    }

    private Migration migration(String name) {
        return scene.known.find(name).orElseThrow().migration();
    }

    private Split share(String name) {
        return scene.state.shares().find(name, "api").orElseThrow().split();
    }

    /** Looks as the route does, until the share is back and that was told. */
    private void awaitBack(String name) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(4))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    scene.time.pass(Duration.ofSeconds(1));
                    turns.look();
                    return scene.events.stream().anyMatch(event -> event.startsWith(name + ": step "));
                });
        assertThat(share(name)).isEqualTo(Split.OFF);
    }

    @Test
    void shouldTakeABadV2OffTheAirThoughNobodyGoesOn() {
        figures.bad("stays");

        awaitBack("stays");

        assertThat(scene.events)
                .anyMatch(event -> event.startsWith("stays: step 'move/quarter' failed: v2 of api went back to v1: "));
        assertThat(scene.hosting.run("stays")).isEmpty();
        assertThat(share("goes")).as("is well").isEqualTo(QUARTER);
    }

    @Test
    void shouldTakeAllBackWhereTheFileWantsIt() {
        figures.bad("goes");

        awaitBack("goes");

        assertThat(scene.hosting.run("goes").orElseThrow().options().mode()).isEqualTo(Mode.ROLLBACK);
        assertThat(scene.starts("goes"))
                .singleElement()
                .asString()
                .startsWith("step 'move/quarter' failed: v2 of api went back to v1: v2's share of errors");
    }

    @Test
    void shouldNotWaitForASlowSourceOfAnother() {
        figures.slow = "slow";
        figures.bad("stays");

        awaitBack("stays");

        assertThat(figures.waiting).as("the slow look goes on").containsKey("slow");
        assertThat(share("slow")).isEqualTo(QUARTER);
    }

    @Test
    void shouldSayNothingOfAShareThatWasChangedMeanwhile() {
        figures.slow = "slow";
        figures.bad("slow");
        turns.look();
        Awaitility.await().until(() -> figures.waiting.containsKey("slow"));

        keep("slow", Split.NONE, "ann", "by hand");
        figures.answers.countDown();
        Awaitility.await().until(() -> figures.waiting.isEmpty());
        turns.look();

        assertThat(share("slow")).isEqualTo(Split.NONE);
        assertThat(scene.events).isEmpty();
    }

    @Test
    void shouldGoOnWhereAnEarlierProcessTookItBack() {
        keep("goes", Split.OFF, "trigger", "v2 was bad");

        turns.look();

        assertThat(scene.starts("goes"))
                .containsExactly("step 'move/quarter' failed: v2 of api went back to v1: v2 was bad");
    }

    /** The ramp has failed with it, so the step before it is not to blame. */
    @Test
    void shouldNotRepeatWhatTheRunItselfHasTold() {
        keep("goes", Split.OFF, "trigger", "v2 was bad");
        Passage passage = scene.state.passages().latest("goes").orElseThrow();
        StepRow ramp = scene.state.passages().steps(passage).get(1);
        String why = "v2 of api went back to v1: v2 was bad";
        scene.state
                .passages()
                .keep(passage, ramp.stopped(StepState.FAILED, scene.time.instant(), why, ramp.evidence()));

        turns.look();

        assertThat(scene.starts("goes")).isEmpty();
        assertThat(scene.events).isEmpty();
    }

    @Test
    void shouldLetTheNextRunBeginTheStepAnew() {
        figures.bad("stays");

        awaitBack("stays");

        Passage passage = scene.state.passages().latest("stays").orElseThrow();
        assertThat(scene.state.passages().steps(passage).get(1).state()).isEqualTo(StepState.FAILED);
        scene.events.clear();
        IdleShares next = new IdleShares(scene.state, () -> new ShareMeans(shares, ramps.watch(), null));
        new ShareTurns(scene.hosting, scene.known, next, scene.events::add).look();
        assertThat(scene.events)
                .as("told once, by the process that took it back")
                .isEmpty();
    }

    @Test
    void shouldLeaveAlonePlansThatAreOver() {
        scene.state.passages().latest("stays").ifPresent(passage -> scene.state
                .passages()
                .end(passage, RunOutcome.DONE));
        figures.bad("stays");
        figures.bad("goes");

        awaitBack("goes");

        assertThat(share("stays")).isEqualTo(QUARTER);
        assertThat(figures.asked).doesNotContainKey("stays");
    }

    private final class Shares implements ShareControl {
        @Override
        public Split split(Migration migration, Traffic service) {
            return share(migration.name());
        }

        @Override
        public Optional<String> refusal(ShareChange change) {
            return Optional.empty();
        }

        @Override
        public Shifted put(ShareChange change) {
            String name = change.migration().name();
            Split from = share(name);
            keep(name, change.to(), change.who(), change.why());
            return new Shifted(from, change.to(), Duration.ZERO, true);
        }
    }

    /** What each migration's v2 answers: well, unless it is bad; one of them after long. */
    private static final class Figures implements Metering {
        private final Map<String, Boolean> bad = new ConcurrentHashMap<>();
        private final Map<String, Boolean> asked = new ConcurrentHashMap<>();
        private final Map<String, Boolean> waiting = new ConcurrentHashMap<>();
        private final CountDownLatch answers = new CountDownLatch(1);
        private volatile String slow = "";

        void bad(String migration) {
            bad.put(migration, true);
        }

        @Override
        public MetricProvider open(String migration, Traffic service) {
            return new MetricProvider() {
                @Override
                public Optional<SideWindow> window(Side side, Duration length) {
                    return look(migration, length);
                }

                @Override
                public void close() {
                    // Nothing is held
                }
            };
        }

        private Optional<SideWindow> look(String migration, Duration length) {
            asked.put(migration, true);
            if (migration.equals(slow)) {
                waiting.put(migration, true);
                try {
                    assertThat(answers.await(5, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                waiting.remove(migration);
            }
            double errors = bad.containsKey(migration) ? 500 : 0;
            OptionalDouble time = OptionalDouble.of(1);
            return SideWindow.plausible(1_000, errors, time, time, time, length);
        }

        @Override
        public MetricProvider pairs(String migration, Traffic service) {
            return null;
        }

        @Override
        public OptionalDouble ask(Traffic service, String query) {
            return OptionalDouble.empty();
        }
    }
}
