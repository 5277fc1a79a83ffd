package dev.caravan.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.Counts;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.JsonRecords;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.Partition;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Position;
import dev.caravan.model.SystemSettings;
import dev.caravan.spi.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EndsTest {
    private static final Partition PARTITION = new Partition("a", "a", "", 10, -1);

    private final CountDownLatch seen = new CountDownLatch(1);

    @AfterEach
    void letTheSourceBeSeen() {
        seen.countDown();
    }

    @Test
    void shouldSayTheStampUntilTheIdentityIsKnown() {
        try (Ends ends = Ends.open(new Slow("stamp:1"))) {
            Contents contents = ends.contents();
            String before = contents.now("a");

            seen.countDown();

            assertThat(before).isEqualTo("stamp:1");
            assertThat(contents.settled("a")).isEqualTo("all of it");
            assertThat(contents.now("a")).isEqualTo("all of it");
        }
    }

    @Test
    void shouldWaitForTheIdentityOfASourceWithoutStamps() throws Exception {
        try (Ends ends = Ends.open(new Slow(""))) {
            CompletableFuture<Contents> contents = CompletableFuture.supplyAsync(ends::contents);
            assertThatThrownBy(() -> contents.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

            seen.countDown();

            assertThat(contents.get().now("a")).isEqualTo("all of it");
        }
    }

    @Test
    void shouldGoOnFromAnEarlyRowWhereNobodyTouchedTheSource() {
        try (Ends ends = Ends.open(new Slow("stamp:1"))) {
            ends.mustMatch(pipeline(), List.of(row("stamp:1")));

            assertThatThrownBy(() -> ends.mustMatch(pipeline(), List.of(row("stamp:2"))))
                    .isInstanceOfSatisfying(
                            CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_CHANGED));
        }
    }

    @Test
    void shouldCompareTheIdentityOfALaterRow() {
        seen.countDown();
        try (Ends ends = Ends.open(new Slow("stamp:1"))) {
            ends.mustMatch(pipeline(), List.of(row("all of it")));

            assertThatThrownBy(() -> ends.mustMatch(pipeline(), List.of(row("less of it"))))
                    .isInstanceOf(CaravanException.class);
        }
    }

    @Test
    void shouldWriteNoLastRowBeforeTheIdentityIsKnown() throws Exception {
        try (Ends ends = Ends.open(new Slow("stamp:1"))) {
            PipelineRun run = new PipelineRun(pipeline());
            run.layOut(List.of(PARTITION), ends.contents(), List.of());
            LedgerRow first = run.after(chunk(4, false), Instant.EPOCH);
            CompletableFuture<LedgerRow> last =
                    CompletableFuture.supplyAsync(() -> run.after(chunk(10, true), Instant.EPOCH));
            assertThatThrownBy(() -> last.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(run.progress().fresh()).as("is shown meanwhile").isZero();

            seen.countDown();

            assertThat(first.identity()).isEqualTo("stamp:1");
            assertThat(last.get().identity()).isEqualTo("all of it");
        }
    }

    @Test
    void shouldKeepSayingTheStampWhereLookingFailed() {
        seen.countDown();
        try (Ends ends = Ends.open(new Slow("stamp:1", new IllegalStateException("the disk is gone")))) {
            assertThatThrownBy(() -> ends.contents().settled("a")).hasMessage("the disk is gone");
            assertThat(ends.contents().now("a")).isEqualTo("stamp:1");
        }
    }

    private static LedgerRow row(String identity) {
        return new LedgerRow("a", new Position(4, ""), false, Counts.ZERO, Map.of(), identity, Instant.EPOCH);
    }

    private static Chunk chunk(int to, boolean last) {
        return new Chunk(PARTITION, Position.START, new Position(to, ""), last, new JsonRecords("a", 0, 1));
    }

    private static Pipeline pipeline() {
        SystemSettings v1 =
                new SystemSettings("v1", "sqlite", "x", List.of(), JsonNodeFactory.instance.objectNode(), "");
        return new Pipeline(
                "things",
                new Pipeline.Export(v1, List.of("a"), List.of(), List.of()),
                null,
                new Pipeline.Validation(null, null, List.of(), 1, false, 0),
                List.of(),
                List.of(),
                1,
                1,
                0,
                "",
                "");
    }

    /** A source that takes its time to be seen. */
    private final class Slow implements Source {
        private final String stamp;
        private final RuntimeException failure;

        Slow(String stamp) {
            this(stamp, null);
        }

        Slow(String stamp, RuntimeException failure) {
            this.stamp = stamp;
            this.failure = failure;
        }

        @Override
        public List<Partition> open() {
            return List.of(PARTITION);
        }

        @Override
        public String identity(Partition partition) {
            try {
                seen.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (failure != null) {
                throw failure;
            }
            return "all of it";
        }

        @Override
        public String stamp(Partition partition) {
            return stamp;
        }

        @Override
        public Chunk read(Partition partition, Position from, int most) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            // Nothing is held
        }
    }
}
