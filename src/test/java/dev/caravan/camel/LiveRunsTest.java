package dev.caravan.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.camel.ChunkLoopTest.CountingSource;
import dev.caravan.camel.ChunkLoopTest.RecordingTarget;
import dev.caravan.exporter.Exporter;
import dev.caravan.exporter.Throttle;
import dev.caravan.importer.Importer;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Partition;
import dev.caravan.model.RowBuffer;
import dev.caravan.repository.PipelineState;
import dev.caravan.run.Contents;
import dev.caravan.run.Control;
import dev.caravan.run.PipelineRun;
import dev.caravan.run.PipelineStages;
import dev.caravan.run.RejectKeeper;
import dev.caravan.run.Tokens.Lane;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.camel.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several runs, side by side and one after the other, in one Camel context. */
class LiveRunsTest {
    private static final Lane LANE = new Lane(true, 2);

    private CamelHouse house;

    @BeforeEach
    void start() {
        house = CamelHouse.build(Path.of("routes"), Map.of("caravan.runs", "2", "caravan.retry.attempts", "1"))
                .forPlan();
        house.bind("run", new ChunkLoopTest.Idle());
        house.start();
    }

    @AfterEach
    void stop() {
        house.close();
    }

    @Test
    void shouldCarryTwoMigrationsAtOnceEachToItsOwnTarget() throws Exception {
        OneRun first = new OneRun("first", 0);
        OneRun second = new OneRun("second", 0);

        first.go();
        second.go();

        assertThat(first.ended.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(second.ended.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(first.target.ordinals("a")).isEqualTo(ordinals());
        assertThat(second.target.ordinals("a")).isEqualTo(ordinals());
    }

    @Test
    void shouldStopOnlyTheRunThatFails() throws Exception {
        OneRun failing = new OneRun("failing", 1_000);
        OneRun well = new OneRun("well", 0);

        failing.go();
        well.go();

        assertThat(failing.ended.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(well.ended.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(failing.control.stopped().code()).isEqualTo(ErrorCode.IO_FAILED);
        assertThat(well.control.stopped()).isNull();
        assertThat(well.target.ordinals("a")).isEqualTo(ordinals());
    }

    @Test
    void shouldDropWhatAnEndedRunLeftOnItsWay() throws Exception {
        OneRun ended = new OneRun("again", 0);
        ended.control.pause("held for the test");
        ended.go();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> ended.run.progress().waiting().startsWith("held"));

        ended.control.stop(new CaravanException(ErrorCode.ABORTED, "again", "aborted"));
        boolean quiet = ended.tokens.end(Duration.ofSeconds(10));
        OneRun next = new OneRun("again", 0);
        next.go();

        assertThat(quiet).isTrue();
        assertThat(next.ended.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(next.target.ordinals("a")).isEqualTo(ordinals());
        assertThat(ended.target.ordinals("a")).isEmpty();
    }

    @Test
    void shouldNotLetATokenOfAnEndedRunReachTheNextOne() throws Exception {
        OneRun ended = new OneRun("again", 0);
        ended.tokens.end(Duration.ofSeconds(10));
        OneRun next = new OneRun("again", 0);

        ended.tokens.partitions("things", List.of(OneRun.PARTITION));
        next.go();

        assertThat(next.ended.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(next.target.ordinals("a")).isEqualTo(ordinals());
        assertThat(ended.target.ordinals("a")).isEmpty();
    }

    @Test
    void shouldKeepAStageSuspendedForTheNextRun() throws Exception {
        OneRun first = new OneRun("nightly", 0);
        first.tokens.end(Duration.ofSeconds(10));
        house.context().getRouteController().suspendRoute("nightly.things.import");

        OneRun next = new OneRun("nightly", 0);
        next.go();

        await().atMost(Duration.ofSeconds(10))
                .until(() -> next.run.progress().waiting().equals("route nightly.things.import is suspended"));
        house.context().getRouteController().resumeRoute("nightly.things.import");
        assertThat(next.ended.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldMakeAPipelineAnewWhenItTravelsOtherwise() {
        PipelineRoutes routes = house.runs().routes();
        routes.ensure("m", "p", LANE);
        routes.ensure("m", "q", LANE);

        routes.ensure("m", "p", new Lane(false, 3));
        routes.keepOnly("m", List.of("p"));

        assertThat(house.context().getRoutes())
                .filteredOn(route -> "m".equals(route.getGroup()))
                .extracting(Route::getRouteId)
                .containsExactlyInAnyOrder(
                        "m.p", "m.p.export", "m.p.transform", "m.p.validate", "m.p.import", "m.p.verify");
    }

    @Test
    void shouldKeepPipelinesApartWhoseNamesHoldDots() {
        house.runs().routes().ensure("a", "b.import", LANE);
        house.runs().routes().ensure("a.b", "import", LANE);
        house.runs().routes().ensure("a", "b", new Lane(false, 1));

        assertThat(house.context().getRoutes())
                .extracting(Route::getRouteId)
                .contains("a.b~import.import", "a~b.import.import", "a.b.import")
                .doesNotHaveDuplicates();
    }

    private static List<Long> ordinals() {
        return LongStream.range(0, 57).boxed().toList();
    }

    /** A run of one pipeline over one partition. */
    private final class OneRun {
        static final Partition PARTITION = new Partition("a", "a", "", 57, -1);

        private final Control control = new Control();
        private final CountDownLatch ended = new CountDownLatch(1);
        private final PipelineRun run = new PipelineRun(ChunkLoopTest.pipeline());
        private final RecordingTarget target;
        private final RouteTokens tokens;

        OneRun(String migration, int failures) {
            target = new RecordingTarget(failures);
            tokens = house.runs().open(migration, control);
            tokens.begin(ended::countDown);
            run.layOut(List.of(PARTITION), Contents.of(Map.of("a", "")), List.of());
            run.enter(PipelineState.COPYING);
            PipelineStages stages = new PipelineStages(run, control, InstantSource.system());
            stages.use(new PipelineStages.Parts(
                    new Exporter(new CountingSource(57), 10),
                    new Throttle(0),
                    chunk -> chunk.transformed(new RowBuffer(List.of("n"), 1), List.of(), List.of()),
                    chunk -> {},
                    new Importer(target),
                    RejectKeeper.NONE,
                    () -> false));
            tokens.prepare("things", run, stages, LANE);
        }

        void go() {
            tokens.partitions("things", run.release());
        }
    }
}
