package dev.caravan.camel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.exporter.Exporter;
import dev.caravan.exporter.Throttle;
import dev.caravan.importer.Importer;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Fate;
import dev.caravan.model.JsonRecords;
import dev.caravan.model.LedgerScope;
import dev.caravan.model.Partition;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Position;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.Transform;
import dev.caravan.repository.PipelineState;
import dev.caravan.run.Contents;
import dev.caravan.run.Control;
import dev.caravan.run.PipelineRun;
import dev.caravan.run.PipelineStages;
import dev.caravan.run.RejectKeeper;
import dev.caravan.run.Tokens.Lane;
import dev.caravan.spi.Source;
import dev.caravan.spi.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped routes, with a source and a target that count. */
class ChunkLoopTest {
    private static final String NAME = "demo.things";

    private final Control control = new Control();
    private final PipelineRun run = new PipelineRun(pipeline());
    private final PipelineStages stages = new PipelineStages(run, control, InstantSource.system());
    private final CountDownLatch advanced = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private CamelHouse house;
    private RouteTokens tokens;

    @AfterEach
    void stop() {
        house.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldCarryEveryChunkInOrderOnEitherLane(boolean singleWriter) throws InterruptedException {
        RecordingTarget target = new RecordingTarget(0);
        start(target, singleWriter);

        assertThat(advanced.await(20, TimeUnit.SECONDS)).isTrue();

        assertThat(target.ordinals("a")).isEqualTo(range(57));
        assertThat(target.ordinals("b")).isEqualTo(range(57));
        assertThat(run.counts().imported()).isEqualTo(114);
        assertThat(control.stopped()).isNull();
    }

    @Test
    void shouldTryAgainWhereItStandsWhenTheTargetFailsInPassing() throws InterruptedException {
        RecordingTarget target = new RecordingTarget(2);
        target.asked = () -> run.progress().waiting();
        start(target, true);

        assertThat(advanced.await(20, TimeUnit.SECONDS)).isTrue();

        assertThat(target.ordinals("a")).isEqualTo(range(57));
        assertThat(target.failures.get()).isZero();
        assertThat(target.heard)
                .as("what the progress says at each writing")
                .startsWith("", "to try again: IO_FAILED target: does not answer");
        assertThat(run.progress().waiting()).isEmpty();
    }

    @Test
    void shouldStopWithTheReasonWhenTheTargetKeepsFailing() throws InterruptedException {
        start(new RecordingTarget(1_000), true);

        assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();

        assertThat(control.stopped().code()).isEqualTo(ErrorCode.IO_FAILED);
        assertThat(advanced.getCount()).isOne();
    }

    @Test
    void shouldWaitWhileAStageIsSuspendedAndSaySo() throws Exception {
        RecordingTarget target = new RecordingTarget(0);
        prepare(target, true);
        house.context().getRouteController().suspendRoute(NAME + ".import");
        go();

        await().atMost(Duration.ofSeconds(10))
                .until(() -> run.progress().waiting().contains("route demo.things.import is suspended"));
        assertThat(target.ordinals("a")).isEmpty();

        house.context().getRouteController().resumeRoute(NAME + ".import");
        assertThat(advanced.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(target.ordinals("a")).isEqualTo(range(57));
        assertThat(run.progress().waiting()).isEmpty();
    }

    @Test
    void shouldWaitWhilePausedAndGoOnAfterwards() throws Exception {
        RecordingTarget target = new RecordingTarget(0);
        control.pause("paused by night operator");
        start(target, false);

        await().atMost(Duration.ofSeconds(10))
                .until(() -> run.progress().waiting().equals("paused by night operator"));
        control.resume();

        assertThat(advanced.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(target.ordinals("b")).isEqualTo(range(57));
    }

    @Test
    void shouldShowAFolderPerMigrationAndASentencePerRoute() {
        prepare(new RecordingTarget(0), true);

        assertThat(house.context().getRoute(NAME + ".import").getGroup()).isEqualTo("demo");
        assertThat(house.context().getRoute(NAME + ".import").getDescription())
                .startsWith("demo.things: writes a chunk");
    }

    private void start(RecordingTarget target, boolean singleWriter) {
        prepare(target, singleWriter);
        go();
    }

    private void go() {
        tokens.partitions("things", run.release());
    }

    private void prepare(RecordingTarget target, boolean singleWriter) {
        house = CamelHouse.build(
                Path.of("routes"), Map.of("caravan.retry.attempts", "3", "caravan.retry.delay-millis", "5"));
        house.bind("run", new Idle());
        tokens = house.runs().open("demo", control);
        tokens.begin(() -> (control.stopped() == null ? advanced : stopped).countDown());
        house.start();
        List<Partition> partitions = List.of(new Partition("a", "a", "", 57, -1), new Partition("b", "b", "", 57, -1));
        run.layOut(partitions, Contents.of(Map.of("a", "", "b", "")), List.of());
        run.enter(PipelineState.COPYING);
        stages.use(new PipelineStages.Parts(
                new Exporter(new CountingSource(57), 10),
                new Throttle(0),
                chunk -> chunk.transformed(new RowBuffer(List.of("n"), 1), List.of(), List.of()),
                chunk -> {},
                new Importer(target),
                RejectKeeper.NONE,
                () -> false));
        tokens.prepare("things", run, stages, new Lane(singleWriter, 2));
    }

    private static List<Long> range(int count) {
        return java.util.stream.LongStream.range(0, count).boxed().toList();
    }

    static Pipeline pipeline() {
        return new Pipeline(
                "things",
                null,
                new Transform.Copy(),
                new Pipeline.Validation(null, null, List.of(), 1, false, 0),
                List.of(),
                List.of(),
                10,
                0,
                0,
                "digest",
                "here");
    }

    /** Stands for the run of a migration in what timers ask of it. */
    public static final class Idle {
        public void takeOrders() {
            // None are left here.
        }

        public void keepShares() {
            // Without a plan there is none
        }

        public void heartbeat() {
            // Nobody looks.
        }
    }

    record CountingSource(int size) implements Source {
        @Override
        public List<Partition> open() {
            return List.of();
        }

        @Override
        public String identity(Partition partition) {
            return "";
        }

        @Override
        public Chunk read(Partition partition, Position from, int most) {
            int to = (int) Math.min(size, from.ordinal() + most);
            JsonRecords records = new JsonRecords(partition.id(), from.ordinal(), 100);
            for (long ordinal = from.ordinal(); ordinal < to; ordinal++) {
                records.add("{}".getBytes(UTF_8), 0, 2, ordinal);
            }
            return new Chunk(partition, from, new Position(to, "" + to), to == size, records);
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    static final class RecordingTarget implements Target {
        private final Map<String, List<Long>> written = Collections.synchronizedMap(new java.util.HashMap<>());
        private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger failures;
        private Supplier<String> asked = () -> "";

        RecordingTarget(int failures) {
            this.failures = new AtomicInteger(failures);
        }

        @Override
        public Ledger open(LedgerScope scope) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Ledger> look(LedgerScope scope) {
            return Optional.empty();
        }

        @Override
        public synchronized void write(Chunk chunk, Written beforeCommit) {
            heard.add(asked.get());
            for (int record = 0; record < chunk.records().count(); record++) {
                chunk.settle(record, Fate.IMPORTED);
            }
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new CaravanException(ErrorCode.IO_FAILED, "target", "does not answer");
            }
            beforeCommit.ledgerRow(chunk);
            List<Long> ordinals = written.computeIfAbsent(chunk.partition().id(), id -> new ArrayList<>());
            for (int record = 0; record < chunk.records().count(); record++) {
                ordinals.add(chunk.records().ordinal(record));
            }
        }

        List<Long> ordinals(String partition) {
            return List.copyOf(written.getOrDefault(partition, List.of()));
        }

        @Override
        public void repair(String table, RowBuffer rows) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete(String table, RowBuffer keys) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
