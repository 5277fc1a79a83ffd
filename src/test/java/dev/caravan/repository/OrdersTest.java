package dev.caravan.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.CaravanException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OrdersTest {
    private static final Instant CREATED = Instant.parse("2026-03-01T01:30:00Z");

    @TempDir
    Path folder;

    private final FakeSleeper sleeper = new FakeSleeper();
    private Database here;
    private Database there;
    private Orders giver;
    private Orders runner;

    @BeforeEach
    void open() {
        here = Database.open(folder, new TickingClock("2026-03-01T01:00:00Z"));
        there = Database.open(folder, new TickingClock("2026-03-01T01:00:00Z"));
        giver = new Orders(here, new TickingClock("2026-03-01T02:00:00Z"), sleeper);
        runner = new Orders(there, new TickingClock("2026-03-01T02:00:00Z"), sleeper);
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    @Test
    void shouldHandAnOrderToTheRunnerWithAllThatItSays() {
        Order order = Order.of(
                "id-1",
                "pause",
                "orders",
                JsonNodeFactory.instance.objectNode().put("reason", "lunch — später"),
                "ada",
                CREATED);

        assertThat(giver.give(order)).isTrue();
        Order taken = runner.takeNext(List.of("orders")).orElseThrow();

        assertThat(taken)
                .usingRecursiveComparison()
                .ignoringFields("taken", "arguments")
                .isEqualTo(order);
        assertThat(taken.arguments()).isEqualTo(order.arguments());
        assertThat(taken.taken()).isEqualTo(Instant.parse("2026-03-01T02:00:00Z"));
        assertThat(runner.takeNext(List.of("orders"))).isEmpty();
        assertThat(giver.open()).extracting(Order::id).containsExactly("id-1");
    }

    @Test
    void shouldTakeTheOldestOrderOfTheAskedMigrationsOnly() {
        give("a", "pause", "other");
        give("b", "pause", "orders");
        give("c", "resume", "orders");

        assertThat(runner.takeNext(Set.of("orders", "third"))).map(Order::id).contains("b");
        assertThat(runner.takeNext(Set.of("orders", "third"))).map(Order::id).contains("c");
        assertThat(runner.takeNext(Set.of("orders", "third"))).isEmpty();
        assertThat(runner.takeNext(Set.of())).isEmpty();
        assertThat(runner.takeNext(Set.of("other"))).map(Order::id).contains("a");
    }

    @Test
    void shouldCountTheSameOrderOnceEvenAfterItWasCarriedOut() {
        give("a", "pause", "orders");
        runner.takeNext(List.of("orders"));
        runner.finish("a", OrderOutcome.DONE, "");

        assertThat(give("a", "pause", "orders")).isFalse();

        assertThat(runner.takeNext(List.of("orders"))).isEmpty();
    }

    @Test
    void shouldRefuseAnotherOrderUnderAKnownId() {
        give("a", "pause", "orders");

        assertThatThrownBy(() -> give("a", "abort", "orders"))
                .isInstanceOf(CaravanException.class)
                .hasMessageContaining("'pause orders'");
        assertThatThrownBy(() -> give("../a", "abort", "orders")).isInstanceOf(CaravanException.class);
    }

    @Test
    void shouldTellTheGiverTheFirstOutcomeAlone() {
        give("a", "pause", "orders");
        runner.takeNext(List.of("orders"));

        assertThat(runner.finish("a", OrderOutcome.REFUSED, "already paused")).isTrue();
        assertThat(runner.finish("a", OrderOutcome.DONE, "")).isFalse();

        Order known = giver.await("a", Duration.ofSeconds(1)).orElseThrow();
        assertThat(known.outcome()).isEqualTo(OrderOutcome.REFUSED);
        assertThat(known.reason()).isEqualTo("already paused");
        assertThat(sleeper.slept).isZero();
    }

    @Test
    void shouldWaitForAnOutcomeThatComesLater() {
        give("a", "pause", "orders");
        sleeper.then = () -> runner.finish("a", OrderOutcome.DONE, "");

        assertThat(giver.await("a", Duration.ofSeconds(5))).map(Order::outcome).contains(OrderOutcome.DONE);
        assertThat(sleeper.slept).isLessThanOrEqualTo(Duration.ofMillis(100).toNanos());
    }

    @Test
    void shouldGiveUpWaitingInTimeAndTakeTheOrderBack() {
        give("a", "pause", "orders");

        Optional<Order> known = giver.await("a", Duration.ofSeconds(3));

        assertThat(known).isEmpty();
        assertThat(Duration.ofNanos(sleeper.slept)).isBetween(Duration.ofSeconds(3), Duration.ofMillis(3100));
        assertThat(giver.withdraw("a", "no runner")).isTrue();
        assertThat(runner.takeNext(List.of("orders"))).isEmpty();
    }

    @Test
    void shouldNotTakeBackWhatARunnerHas() {
        give("a", "pause", "orders");
        runner.takeNext(List.of("orders"));

        assertThat(giver.withdraw("a", "too slow")).isFalse();
        assertThat(giver.find("a").orElseThrow().outcome()).isNull();
    }

    @Test
    void shouldGiveAnOrderAgainWhenItsRunnerDied() {
        give("a", "pause", "orders");
        give("b", "pause", "orders");
        runner.takeNext(List.of("orders"));
        runner.finish("a", OrderOutcome.DONE, "");
        runner.takeNext(List.of("orders"));

        runner.reopen();

        assertThat(runner.takeNext(List.of("orders"))).map(Order::id).contains("b");
        assertThat(runner.takeNext(List.of("orders"))).isEmpty();
    }

    @Test
    void shouldGiveEachOrderToOneOfTwoTakersOnly() throws Exception {
        for (int i = 0; i < 60; i++) {
            give("o" + i, "pause", "orders");
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<String>>> takers = new ArrayList<>();
            for (Orders orders : List.of(giver, runner, giver, runner)) {
                takers.add(threads.submit(() -> takeAll(orders)));
            }
            List<String> taken = new ArrayList<>();
            for (Future<List<String>> taker : takers) {
                taken.addAll(taker.get());
            }

            assertThat(taken).hasSize(60).doesNotHaveDuplicates();
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<String> takeAll(Orders orders) {
        List<String> taken = new ArrayList<>();
        Optional<Order> next = orders.takeNext(List.of("orders"));
        while (next.isPresent()) {
            taken.add(next.get().id());
            next = orders.takeNext(List.of("orders"));
        }
        return taken;
    }

    private boolean give(String id, String verb, String migration) {
        return giver.give(Order.of(id, verb, migration, JsonNodeFactory.instance.objectNode(), "ada", CREATED));
    }

    /** Time passes only by sleeping; after the first sleep something may happen. */
    private static final class FakeSleeper implements Sleeper {
        private long slept;
        private Runnable then = () -> {};

        @Override
        public void sleep(Duration time) {
            slept += time.toNanos();
            then.run();
        }

        @Override
        public long nanoTime() {
            return slept;
        }
    }
}
