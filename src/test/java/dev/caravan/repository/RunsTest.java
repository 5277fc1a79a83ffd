package dev.caravan.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.CaravanException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunsTest {
    private static final Instant T0 = Instant.parse("2026-03-01T02:00:00Z");

    @TempDir
    Path folder;

    private Database database;
    private Runs runs;

    @BeforeEach
    void open() {
        // The schema takes the first second
        database = Database.open(folder, new TickingClock("2026-03-01T01:00:00Z"));
        runs = new Runs(database, new TickingClock("2026-03-01T02:00:00Z"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void shouldRecordStartAndEnd() {
        long id = runs.start(new Holder(7, "host-a", "run", "orders", T0), "d1", true);

        boolean ended = runs.end(id, RunOutcome.NO_GO, "accepted 0.4");

        assertThat(ended).isTrue();
        assertThat(runs.find(id))
                .contains(new Run(
                        id,
                        "orders",
                        "d1",
                        "run",
                        true,
                        7,
                        "host-a",
                        T0,
                        T0.plusSeconds(1),
                        RunOutcome.NO_GO,
                        "accepted 0.4",
                        JsonNodeFactory.instance.objectNode()));
    }

    @Test
    void shouldShowAnOpenRunToAnotherConnection() {
        long id = start("orders", true);
        runs.learn(id, "memories.rows", JsonNodeFactory.instance.numberNode(12));

        try (Database other = Database.open(folder, new TickingClock("2026-03-01T03:00:00Z"))) {
            Run seen = new Runs(other, new TickingClock("2026-03-01T03:00:00Z"))
                    .latest("orders")
                    .orElseThrow();

            assertThat(seen.outcome()).isNull();
            assertThat(seen.ended()).isNull();
            assertThat(seen.facts().get("memories.rows").asInt()).isEqualTo(12);
        }
    }

    @Test
    void shouldRecordOpenExclusiveRunsAsInterruptedAndLeaveOthers() {
        long killed = start("orders", true);
        long verify = start("orders", false);
        long done = start("orders", true);
        runs.end(done, RunOutcome.DONE, "");

        assertThat(runs.interruptOpen()).extracting(Run::id).containsExactly(killed);

        assertThat(runs.find(killed)).map(Run::outcome).contains(RunOutcome.INTERRUPTED);
        assertThat(runs.find(verify).orElseThrow().outcome()).isNull();
        assertThat(runs.find(done)).map(Run::outcome).contains(RunOutcome.DONE);
        assertThat(runs.interruptOpen()).isEmpty();
    }

    @Test
    void shouldNotLetAZombieEndARunThatWasTakenOver() {
        long zombie = start("orders", true);
        runs.interruptOpen();

        assertThat(runs.end(zombie, RunOutcome.DONE, "")).isFalse();

        assertThat(runs.find(zombie)).map(Run::outcome).contains(RunOutcome.INTERRUPTED);
    }

    @Test
    void shouldFindTheYoungestRunOfEachMigration() {
        start("orders", true);
        long orders = start("orders", true);
        long memories = start("memories", true);

        assertThat(runs.latest()).extracting(Run::id).containsExactly(memories, orders);
        assertThat(runs.latest("orders")).map(Run::id).contains(orders);
        assertThat(runs.latest("none")).isEmpty();
    }

    @Test
    void shouldKeepTheFirstStartUntilItIsForgotten() {
        assertThat(runs.firstStart("orders")).isEqualTo(T0);
        assertThat(runs.firstStart("orders")).isEqualTo(T0);
        assertThat(runs.firstStart("memories")).isEqualTo(T0.plusSeconds(2));

        runs.forget("orders");

        assertThat(runs.firstStart("orders")).isEqualTo(T0.plusSeconds(3));
        assertThat(runs.firstStart("memories")).isEqualTo(T0.plusSeconds(2));
    }

    @Test
    void shouldRememberARehearsalForItsDigestAlone() {
        Rehearsals rehearsals = new Rehearsals(database, new TickingClock("2026-03-01T02:00:00Z"));
        PipelineName turns = new PipelineName("orders", "turns");

        assertThat(rehearsals.hasPassed(turns, "d1")).isFalse();
        rehearsals.passed(turns, "d1");

        assertThat(rehearsals.hasPassed(turns, "d1")).isTrue();
        assertThat(rehearsals.hasPassed(turns, "d2")).isFalse();
        assertThat(rehearsals.hasPassed(new PipelineName("orders", "other"), "d1"))
                .isFalse();
        rehearsals.passed(turns, "d2");
        assertThat(rehearsals.hasPassed(turns, "d1")).isFalse();
        runs.forget("orders");
        assertThat(rehearsals.hasPassed(turns, "d2")).isFalse();
    }

    @Test
    void shouldKeepVerificationStatesApart() {
        VerificationStates states = new VerificationStates(database, new TickingClock("2026-03-01T02:00:00Z"));
        PipelineName turns = new PipelineName("orders", "turns");
        byte[] bytes = {0, -1, 7, 0};

        states.save(turns, "v1", new byte[] {1});
        states.save(turns, "v1", bytes);
        states.save(turns, "v2", new byte[0]);

        VerificationStates.Kept kept = states.load(turns, "v1", Instant.EPOCH).orElseThrow();
        assertThat(kept.state()).isEqualTo(bytes);
        assertThat(states.load(turns, "v1", kept.saved())).isPresent();
        assertThat(states.load(turns, "v1", kept.saved().plusNanos(1)))
                .as("too old")
                .isEmpty();
        assertThat(states.load(turns, "v2", Instant.EPOCH).orElseThrow().state())
                .isEmpty();
        assertThat(states.load(turns, "v3", Instant.EPOCH)).isEmpty();
        states.delete(turns, "v1");
        assertThat(states.load(turns, "v1", Instant.EPOCH)).isEmpty();
        assertThat(states.load(turns, "v2", Instant.EPOCH)).isPresent();
    }

    @Test
    void shouldListTheRunsOfOneMigration() {
        long first = start("orders", true);
        start("others", true);
        long second = start("orders", true);
        long third = start("orders", true);

        assertThat(runs.list("orders", 2)).extracting(Run::id).containsExactly(third, second);
        assertThat(runs.before(runs.find(third).orElseThrow(), 9))
                .extracting(Run::id)
                .containsExactly(second, first);
    }

    @Test
    void shouldForgetAFactAndKeepTheOthers() {
        long id = start("orders", true);
        runs.learn(id, "a.b", JsonNodeFactory.instance.textNode("\"quoted\" $.c"));
        runs.learn(id, "c", JsonNodeFactory.instance.objectNode().put("d", 1));

        runs.learn(id, "c", null);

        assertThat(runs.find(id).orElseThrow().facts())
                .isEqualTo(JsonNodeFactory.instance.objectNode().put("a.b", "\"quoted\" $.c"));
    }

    @Test
    void shouldRefuseNamesThatLeaveTheirFolder() {
        for (String name : new String[] {"", ".", "..", "a/b", "a\\b", "a\0", "a\n", "ü", " ", "x".repeat(161)}) {
            assertThatThrownBy(() -> new PipelineName("m", name)).as(name).isInstanceOf(CaravanException.class);
            assertThatThrownBy(() -> new PipelineName(name, "p")).as(name).isInstanceOf(CaravanException.class);
        }
        assertThat(new PipelineName("A-z.0_9", "x".repeat(160)).pipeline()).hasSize(160);
    }

    private long start(String migration, boolean exclusive) {
        return runs.start(new Holder(7, "host-a", "run", migration, T0), "d1", exclusive);
    }
}
