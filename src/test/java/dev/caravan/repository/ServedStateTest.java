package dev.caravan.repository;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the long-running process keeps. */
class ServedStateTest {
    private static final PipelineName THINGS = new PipelineName("m", "things");

    @TempDir
    private Path state;

    private Database database;
    private Runs runs;

    @BeforeEach
    void open() {
        database = Database.open(state, Clock.systemUTC());
        runs = new Runs(database, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void shouldKnowTheFilesThatStartedARunFromItsFirstMoment() {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        facts.putArray("files")
                .addObject()
                .put("pipeline", "things")
                .put("name", "a.json")
                .put("digest", "d1");
        long run = runs.start(holder(), "file", true, facts);
        SeenFiles seen = new SeenFiles(database);

        seen.add(THINGS, run + 1, Map.of("copy-of-a.json", "d1", "b.json", "d2"));

        assertThat(seen.find(THINGS, "d1")).contains(new SeenFiles.Seen("a.json", run));
        assertThat(seen.find(THINGS, "d2")).contains(new SeenFiles.Seen("b.json", run + 1));
        assertThat(seen.find(new PipelineName("m", "others"), "d1")).isEmpty();
        assertThat(seen.find(THINGS, "d3")).isEmpty();
    }

    @Test
    void shouldFindTheRunOfAnOrderAndOfADroppedFile() {
        long byHand = runs.start(holder(), "digest", true);
        long byOrder = runs.start(holder(), "digest", true, facts("order").put("order", "o-1"));
        long byFile = runs.start(holder(), "digest", true, facts("file"));
        runs.start(holder(), "digest", true, facts("file"));

        assertThat(runs.ofOrder("o-1")).map(Run::id).contains(byOrder);
        assertThat(runs.ofOrder("o-2")).isEmpty();
        assertThat(runs.ofDroppedFile("digest")).map(Run::id).contains(byFile);
        assertThat(runs.ofDroppedFile("other")).isEmpty();
        assertThat(runs.find(byHand).orElseThrow().facts()).isEmpty();
    }

    @Test
    void shouldForgetTheTimesOfAnotherSchedule() {
        ScheduleTimes times = new ScheduleTimes(database);
        Instant two = Instant.parse("2026-01-03T02:00:00Z");

        times.passed("m", "every 1h", Instant.EPOCH);
        times.passed("m", "cron '0 2 * * 6' UTC", two);

        assertThat(times.last("m", "cron '0 2 * * 6' UTC")).contains(two);
        assertThat(times.last("m", "every 1h")).isEmpty();
        assertThat(times.last("n", "cron '0 2 * * 6' UTC")).isEmpty();
    }

    @Test
    void shouldReplaceThePictureOfWhatIsServed() {
        ServedBoard board = new ServedBoard(database, Clock.systemUTC());
        board.post(Map.of("a", facts("x"), "b", facts("y")));
        board.post(Map.of("b", facts("z")));

        assertThat(new ServedBoard(database, Clock.systemUTC()).read()).isEqualTo(Map.of("b", facts("z")));
    }

    @Test
    void shouldTakeOrdersForAnyMigrationOldestFirst() {
        Orders orders = new Orders(database, Clock.systemUTC(), Sleeper.real());
        for (String name : new String[] {"x", "a", "m"}) {
            orders.give(Order.of("id-" + name, "pause", name, facts("t"), "ann", Instant.now()));
        }

        assertThat(orders.takeNext()).map(Order::migration).contains("x");
        assertThat(orders.takeNext()).map(Order::migration).contains("a");
        assertThat(orders.takeNext()).map(Order::migration).contains("m");
        assertThat(orders.takeNext()).isEmpty();
    }

    private static ObjectNode facts(String trigger) {
        return JsonNodeFactory.instance.objectNode().put("trigger", trigger);
    }

    private static Holder holder() {
        return Holder.ofThisProcess("run", "m", Instant.EPOCH);
    }
}
