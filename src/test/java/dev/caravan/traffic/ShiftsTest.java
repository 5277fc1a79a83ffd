package dev.caravan.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Inventory;
import dev.caravan.model.Migration;
import dev.caravan.model.Notices;
import dev.caravan.model.PathMap;
import dev.caravan.model.Plan;
import dev.caravan.model.Split;
import dev.caravan.model.Step;
import dev.caravan.model.Sticky;
import dev.caravan.model.Traffic;
import dev.caravan.model.TrafficRules;
import dev.caravan.model.Writes;
import dev.caravan.repository.Database;
import dev.caravan.repository.Journal;
import dev.caravan.repository.JournalEntry;
import dev.caravan.repository.Passage;
import dev.caravan.repository.Passages;
import dev.caravan.repository.PipelineName;
import dev.caravan.repository.Share;
import dev.caravan.repository.Shares;
import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import dev.caravan.repository.Verified;
import dev.caravan.spi.ShareChange;
import dev.caravan.spi.ShareChange.Cause;
import dev.caravan.spi.Shifted;
import dev.caravan.spi.TrafficRouter;
import dev.caravan.step.StepCalls;
import dev.caravan.traffic.Shifts.Wish;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShiftsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private final AtomicLong nanos = new AtomicLong();
    private final FakeRouter router = new FakeRouter();
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

    @TempDir
    private Path folder;

    private Database database;
    private Shifts shifts;
    private Shares shares;
    private Passages passages;
    private Journal journal;
    private Verified verified;

    @BeforeEach
    void open() {
        database = Database.open(folder, clock);
        shares = new Shares(database);
        passages = new Passages(database, clock);
        journal = new Journal(database, clock);
        verified = new Verified(database);
        Shifts.Books books = new Shifts.Books(journal, shares, passages, verified, clock);
        shifts = new Shifts(books, (migration, service) -> router, nanos::get);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void shouldWriteTheJournalBeforeARiseAndAfter() {
        router.onPut = split -> assertThat(what()).containsExactly("shift api to 25%");

        Shifted shifted = put(25, Cause.STEP);

        assertThat(shifted.from()).isEqualTo(Split.NONE);
        assertThat(shifted.journalled()).isTrue();
        assertThat(what()).containsExactly("shift api to 25%", "shifted api to 25%");
        assertThat(shares.find("m", "api").orElseThrow().found()).isEqualTo(Split.NONE);
        assertThat(shares.find("m", "api").orElseThrow().split()).isEqualTo(Split.of(25));
    }

    @Test
    void shouldLetNobodyWaitForTheJournalOfAFall() {
        put(25, Cause.STEP);
        router.onPut = split -> assertThat(what()).hasSize(2);

        Shifted shifted = put(0, Cause.PERSON);

        assertThat(shifted.journalled()).isTrue();
        assertThat(what()).last().isEqualTo("shifted api to 0%");
        assertThat(shares.find("m", "api").orElseThrow().split()).isEqualTo(Split.NONE);
    }

    @Test
    void shouldLetRisesWaitForTheirTurnAndFallsNever() {
        long first = shifts.rest(wish(10, Cause.STEP));
        long second = shifts.rest(wish(20, Cause.STEP));
        router.split = Split.of(50);
        long fall = shifts.rest(wish(5, Cause.STEP));

        assertThat(List.of(first, second, fall)).containsExactly(0L, 1_000L, 0L);
    }

    @Test
    void shouldLetTheNextProcessWaitToo() {
        put(10, Cause.STEP);
        Shifts.Books books = new Shifts.Books(journal, shares, passages, verified, clock);
        Shifts next = new Shifts(books, (migration, service) -> router, nanos::get);

        assertThat(next.rest(next.wish(change(20, Cause.STEP, migration(null, List.of())))))
                .isEqualTo(1_000L);
    }

    @Test
    void shouldDropARiseThatAFallHasOvertaken() {
        router.split = Split.of(25);
        Wish rise = wish(50, Cause.PERSON);

        put(0, Cause.PERSON);

        assertThatThrownBy(() -> shifts.put(rise)).hasMessageContaining("was lowered meanwhile");
        assertThat(router.split).isEqualTo(Split.NONE);
    }

    /** It was a fall when it was asked for; what is lower now was asked for later. */
    @Test
    void shouldDropAFallThatAnotherFallHasOvertaken() throws Exception {
        put(75, Cause.STEP);
        CountDownLatch lowering = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        router.onPut = split -> {
            lowering.countDown();
            hold(go);
        };
        CompletableFuture<Shifted> first = CompletableFuture.supplyAsync(() -> put(10, Cause.PERSON));
        assertThat(lowering.await(30, TimeUnit.SECONDS)).isTrue();
        router.asked.set(0);
        CompletableFuture<Shifted> second = CompletableFuture.supplyAsync(() -> put(50, Cause.STEP));
        Awaitility.await().until(() -> router.asked.get() > 0);
        go.countDown();

        first.get(30, TimeUnit.SECONDS);

        assertThatThrownBy(() -> second.get(30, TimeUnit.SECONDS)).hasMessageContaining("was lowered meanwhile");
        assertThat(router.split).isEqualTo(Split.of(10));
    }

    /** By a ramp, by people, and by a trigger that wants all of it back. */
    @Test
    void shouldKeepJournalAndRouterAgreedInAHundredChangesAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(20);
        List<Future<Long>> rests = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            rests.add(threads.submit(() -> changed(number)));
        }
        List<Long> rises = new ArrayList<>();
        for (Future<Long> rest : rests) {
            rises.add(rest.get(60, TimeUnit.SECONDS));
        }
        threads.shutdown();

        rises.removeIf(rest -> rest < 0);
        rises.sort(null);
        for (int i = 1; i < rises.size(); i++) {
            assertThat(rises.get(i)).as("rise %d of %d", i, rises.size()).isGreaterThanOrEqualTo((i - 1) * 1_000L);
        }
        List<String> obeyed =
                router.puts.stream().map(split -> "shifted api to " + split).toList();
        assertThat(what().stream().filter(what -> what.startsWith("shifted")).toList())
                .hasSizeGreaterThan(10)
                .isEqualTo(obeyed);
        assertThat(shares.find("m", "api").orElseThrow().split()).isEqualTo(router.split);
    }

    /** How long it had to wait for its turn, which it does not here; negative for a fall, which never waits. */
    private long changed(int number) {
        Wish wish = number % 3 == 2 ? wish(0, Cause.BACK) : wish(number, number % 3 == 0 ? Cause.STEP : Cause.PERSON);
        boolean rise = shifts.isRise(wish.change());
        long rest = shifts.rest(wish);
        try {
            shifts.put(wish);
        } catch (CaravanException overtaken) {
            assertThat(overtaken).hasMessageContaining("was lowered meanwhile");
        }
        return rise || rest > 0 ? rest : -1;
    }

    private static void hold(CountDownLatch until) {
        try {
            until.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldInterruptARiseThatWaitsForItsProof() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        router.onPut = split -> {
            if (split.share() > 0) {
                waiting.countDown();
                router.hang();
            }
        };
        CompletableFuture<Shifted> rise = CompletableFuture.supplyAsync(() -> put(50, Cause.STEP));
        assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();

        put(0, Cause.PERSON);

        assertThat(router.split).isEqualTo(Split.NONE);
        assertThatThrownBy(() -> rise.get(30, TimeUnit.SECONDS)).hasMessageContaining("was lowered meanwhile");
    }

    @Test
    void shouldFallThoughTheJournalCannotBeWrittenAndNotRise() throws Exception {
        router.split = Split.of(50);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database.file());
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE journal");
        }

        Shifted fallen = put(10, Cause.PERSON);

        assertThat(fallen.journalled()).isFalse();
        assertThat(router.split).isEqualTo(Split.of(10));
        assertThatThrownBy(() -> put(20, Cause.PERSON)).isInstanceOf(CaravanException.class);
        assertThat(router.split).isEqualTo(Split.of(10));
    }

    @Test
    void shouldNeverGoBackToMoreThanThePassageFound() {
        put(10, Cause.STEP);
        put(50, Cause.STEP);

        put(0, Cause.BACK);
        put(10, Cause.BACK);

        assertThat(router.split).isEqualTo(Split.NONE);
    }

    @Test
    void shouldGoBackUpToWhatThePassageFound() {
        router.split = Split.of(100);
        put(0, Cause.STEP);

        put(100, Cause.BACK);

        assertThat(router.split).isEqualTo(Split.of(100));
    }

    @Test
    void shouldHoldAPersonWhereAGateIsNotPassed() {
        Migration gated = migration(null, List.of(shift("a", "25%"), gate("go"), shift("b", "100%")));

        assertThatThrownBy(() -> put(change(26, Cause.PERSON, gated)))
                .isInstanceOfSatisfying(CaravanException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.WAITING);
                    assertThat(refused).hasMessageContaining("gate 'p/go'").hasMessageContaining("25% at most");
                });
        put(change(25, Cause.PERSON, gated));
        assertThat(router.split).isEqualTo(Split.of(25));

        Passage passage = passages.begin("m", "ada");
        StepRow row = StepRow.begin(gate("go"), 1, NOW);
        passages.keep(passage, row.become(StepState.DONE, ""));
        put(change(80, Cause.PERSON, gated));
        assertThat(router.split).isEqualTo(Split.of(80));
    }

    @Test
    void shouldHoldEverybodyWhereTheDataIsNotProved() {
        TrafficRules capped = new TrafficRules(
                Writes.SWITCH, List.of("captures"), Map.of(), Duration.ofHours(24), Duration.ofSeconds(1), null);
        Migration migration = migration(capped, List.of());
        PipelineName name = new PipelineName("m", "captures");

        assertThat(refused(migration)).contains("was never verified");
        verified.keep(name, NOW.minus(Duration.ofHours(25)), true);
        assertThat(refused(migration)).contains("was last verified at 2026-02-28T09:00:00Z");
        verified.keep(name, NOW.minusSeconds(5), false);
        assertThat(refused(migration)).contains("was found different");
        verified.keep(name, NOW.minusSeconds(5), true);
        put(change(5, Cause.STEP, migration));
        assertThat(router.split).isEqualTo(Split.of(5));
    }

    @Test
    void shouldWantANewProofOfOwnedRowsOnceTheirClientsWentBack() {
        TrafficRules owned = new TrafficRules(
                Writes.COHORT,
                List.of("captures"),
                Map.of("captures", "session_id"),
                Duration.ofHours(24),
                Duration.ofSeconds(1),
                null);
        Migration migration = migration(owned, List.of());
        PipelineName name = new PipelineName("m", "captures");
        shares.keep(new Share(
                "m", "api", 0, Split.NONE, Split.NONE, NOW.minusSeconds(60), NOW.minusSeconds(90), "ada", "", 0));

        verified.keep(name, NOW.minusSeconds(70), true);
        assertThat(refused(migration)).contains("before clients went back to v1");
        verified.keep(name, NOW.minusSeconds(50), true);
        put(change(5, Cause.STEP, migration));

        assertThat(router.split).isEqualTo(Split.of(5));
    }

    @Test
    void shouldGiveNobodyBackToAV1ThatDoesNotAnswer() {
        TrafficRules asking =
                new TrafficRules(Writes.SWITCH, List.of(), Map.of(), null, Duration.ofSeconds(1), "/health");
        Migration migration = migration(asking, List.of());
        put(change(100, Cause.STEP, migration));

        assertThatThrownBy(() -> put(change(0, Cause.BACK, migration)))
                .hasMessageContaining("v1 does not answer at http://127.0.0.1:1/health")
                .hasMessageContaining("callers stay where they are");

        assertThat(router.split).isEqualTo(Split.of(100));
        assertThat(shifts.obstacle(migration.traffic().get("api"))).isPresent();
        put(change(0, Cause.PERSON, migration));
        assertThat(router.split).as("a person's word").isEqualTo(Split.NONE);
        assertThat(put(change(0, Cause.BACK, migration)).to())
                .as("nothing moves")
                .isEqualTo(Split.NONE);
    }

    private String refused(Migration migration) {
        try {
            put(change(5, Cause.STEP, migration));
            throw new AssertionError("it rose to " + router.split);
        } catch (CaravanException refused) {
            assertThat(refused.code()).isEqualTo(ErrorCode.NO_GO);
            return refused.getMessage();
        }
    }

    private List<String> what() {
        return journal.entries(0, 1_000).stream()
                .map(JournalEntry::note)
                .map(note -> note.what())
                .toList();
    }

    private Shifted put(int to, Cause cause) {
        return shifts.put(wish(to, cause));
    }

    private Shifted put(ShareChange change) {
        return shifts.put(shifts.wish(change));
    }

    private Wish wish(int to, Cause cause) {
        return shifts.wish(change(to, cause, migration(null, List.of())));
    }

    private static ShareChange change(int to, Cause cause, Migration migration) {
        return new ShareChange(migration, migration.traffic().get("api"), Split.of(to), "ada", "to see", cause);
    }

    private static Step shift(String name, String to) {
        return StepCalls.step(
                name,
                "shift",
                JsonNodeFactory.instance.objectNode().put("of", "api").put("to", to));
    }

    private static Step gate(String name) {
        return StepCalls.step(name, "gate", JsonNodeFactory.instance.objectNode());
    }

    private static Migration migration(TrafficRules rules, List<Step> steps) {
        Traffic api = new Traffic(
                "api",
                "nginx",
                JsonNodeFactory.instance.objectNode(),
                // Nobody listens there
                URI.create("http://127.0.0.1:1"),
                URI.create("http://b"),
                PathMap.SAME,
                Sticky.ADDRESS,
                Map.of(),
                Map.of(),
                null,
                rules == null ? TrafficRules.NONE : rules,
                null,
                "m.yaml:1:1");
        return new Migration(
                "m",
                "m",
                "",
                Path.of("m.yaml"),
                "d",
                Map.of(),
                Map.of(),
                List.of(),
                new Plan(List.of(new Plan.Phase("p", steps))),
                Map.of(),
                Inventory.none(),
                Map.of("api", api),
                null,
                Notices.none(),
                null,
                List.of());
    }

    /** Obeys at once, unless it is told to hang. */
    private static final class FakeRouter implements TrafficRouter {
        private volatile Split split = Split.NONE;
        private volatile java.util.function.Consumer<Split> onPut = next -> {};
        final List<Split> puts = new ArrayList<>();
        final AtomicInteger asked = new AtomicInteger();

        /** Until it is interrupted, as a proof is that does not come. */
        void hang() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CaravanException(ErrorCode.INTERRUPTED, "router", "the process is to end");
            }
        }

        @Override
        public void install() {
            // It is
        }

        @Override
        public Split split() {
            asked.incrementAndGet();
            return split;
        }

        @Override
        public void put(Split next) {
            onPut.accept(next);
            split = next;
            puts.add(next);
        }

        @Override
        public void close() {
            // Nothing is held
        }
    }
}
