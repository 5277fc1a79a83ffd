package dev.caravan.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.serve.HostileDrops;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The long-running process itself: what starts a run, what does not, and how it ends. */
@Timeout(1_200)
class ServeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int RECORDS = 400;

    @TempDir
    private Path folder;

    private Served served;

    @BeforeEach
    void makeHome() throws IOException {
        served = new Served(folder.toRealPath());
    }

    @Test
    void shouldStartOneRunForAFileAnOrderADataFileAndEachTimeOfATimer() throws IOException {
        served.properties("caravan.serve.patience = 10m\n");
        served.configured("ordered", "").records("ordered", "x.json", 0, 10);
        served.configured("watched", "description: watched");
        served.configured("timed", "schedule: { every: 5s }").records("timed", "x.json", 0, 10);
        try (Running serve = served.up()) {
            half("dropped.yaml", served.migration("dropped", ""));
            half(served.data("watched").resolve("x.json"), Served.json(0, 10));
            served.records("dropped", "x.json", 0, 10);
            served.drop("order.yaml", "{run: ordered, id: one}");
            until(() -> served.runs("ordered").equals(List.of("DONE order")));
            until(() -> waiting().getOrDefault("dropped.yaml", "").startsWith("is not complete, or wrong: "));
            until(() ->
                    served.board().get("watched").path("waiting").asText().startsWith("'x.json' is not complete: "));
            assertThat(served.runs("dropped")).isEmpty();
            assertThat(served.runs("watched")).isEmpty();

            served.drop("dropped.yaml", served.migration("dropped", ""));
            served.records("watched", "x.json", 0, 10);
            until(() -> served.runs("dropped").equals(List.of("DONE file")));
            until(() -> served.runs("watched").equals(List.of("DONE watch")));

            served.drop("again.yaml", served.migration("dropped", ""));
            served.drop("order.yaml", "{run: ordered, id: one}");
            served.records("watched", "copy.json", 0, 10);
            until(() -> served.reasons(".done").size() == 4);
            until(() -> served.runs("timed").size() > 1);
            assertThat(terminate(serve)).isEqualTo(143);
        }
        assertThat(served.reasons(".done"))
                .containsEntry("dropped.yaml", "started run " + run("dropped") + " of dropped")
                .hasEntrySatisfying("again.yaml", reason -> assertThat(reason).contains("is not run twice"))
                .hasEntrySatisfying("order.yaml.2", reason -> assertThat(reason).contains("not carried out twice"));

        try (Running serve = served.up()) {
            int timed = served.runs("timed").size();
            until(() -> served.runs("timed").size() > timed);
            assertThat(terminate(serve)).isEqualTo(143);
        }
        for (String name : List.of("ordered", "dropped", "watched")) {
            assertThat(served.runs(name)).as(name).hasSize(1);
            assertThat(served.rows(name)).as(name).isEqualTo(Served.expected(0, 10));
        }
        assertThat(served.books("SELECT json_extract(facts, '$.due') AS due FROM runs WHERE migration = 'timed'"
                        + " AND json_extract(facts, '$.trigger') = 'schedule'"))
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(2);
    }

    /** Nobody mends what has failed: those on the ladder are told, once each, also by the next process. */
    @Test
    void shouldClimbTheLadderAfterARunThatFailed() throws IOException {
        Path told = served.box().resolveSibling("told");
        served.configured(
                "ordered",
                "notify: { channels: { team: { file: \"%s\" } }, ladder: [{ after: 1s, to: team }, { after: 1h, to: team }] }"
                        .formatted(told));
        served.records("ordered", "x.json", 0, 10);
        Files.createDirectory(served.v2("ordered"));
        served.drop("order.yaml", "{run: ordered, id: one}");
        for (int process = 0; process < 2; process++) {
            try (Running serve = served.up()) {
                until(() -> Files.exists(told));
                until(() -> served.runs("ordered").equals(List.of("FAILED order")));
                assertThat(terminate(serve)).isEqualTo(143);
            }
            assertThat(Files.readAllLines(told))
                    .singleElement()
                    .asString()
                    .contains("run " + run("ordered") + " has failed, for 1 s by now");
        }
    }

    @Test
    void shouldFallForNoHostileDrop() throws Exception {
        served.configured("good", "").records("good", "x.json", 0, 10);
        served.configured("hostile", "").records("hostile", "x.json", 0, 10);
        try (Running serve = served.up()) {
            HostileDrops drops = new HostileDrops(served.box()).drop();
            until(drops::areJudged);
            swap(served.drop("swapped.yaml", "{run: nobody, id: swapped}"), Duration.ofSeconds(3));
            served.drop("good.yaml", "{run: good}");
            until(() -> served.runs("good").equals(List.of("DONE order")));
            until(() -> waiting().keySet().stream().noneMatch(name -> name.startsWith("good")));

            Files.deleteIfExists(served.box().resolve("good.yaml"));
            clear("good.yaml", "swapped.yaml");
            drops.assertHarmless(waiting());
            assertThat(served.runs("hostile")).isEmpty();
            assertThat(served.books("SELECT id FROM orders WHERE migration = 'hostile'"))
                    .isEmpty();
            assertThat(terminate(serve)).isEqualTo(143);
        }
    }

    @Test
    void shouldEndInTimeAtASignalAndGoOnWhereItWas() {
        int moments = Boolean.getBoolean("caravan.campaign") ? 50 : 5;
        long seed = System.nanoTime();
        Random random = new Random(seed);
        served.properties("caravan.serve.runs = 4\n");
        for (int i = 0; i < moments; i++) {
            served.configured("m" + i, "").records("m" + i, "x.json", 0, RECORDS);
        }
        for (int i = 0; i < moments; i++) {
            served.drop("o" + i + ".yaml", "{run: m" + i + "}");
            // The first while it starts, the last when all may be done
            long moment = 200 + (long) (8_000.0 * (i + random.nextDouble()) / moments);
            try (Running serve = served.start()) {
                assertThat(serve.endsWithin(moment)).as(serve.said()).isFalse();
                long asked = System.nanoTime();
                int status = terminate(serve);
                long millis = (System.nanoTime() - asked) / 1_000_000;
                String where = "seed " + seed + ", " + moment + " ms after the start: " + serve.said();
                assertThat(status).as(where).isEqualTo(143);
                assertThat(millis).as(where).isLessThan(10_000);
                assertThat(serve.errors()).as(where).isEmpty();
            }
            for (int j = 0; j <= i; j++) {
                List<String> rows = served.rows("m" + j);
                assertThat(rows.size() % 5).isZero();
                assertThat(rows).isEqualTo(Served.expected(0, rows.size()));
            }
        }
        try (Running serve = served.up()) {
            for (int i = 0; i < moments; i++) {
                String name = "m" + i;
                until(() ->
                        !served.runs(name).isEmpty() && last(served.runs(name)).startsWith("DONE"));
            }
            terminate(serve);
        }
        for (int i = 0; i < moments; i++) {
            assertThat(served.rows("m" + i)).isEqualTo(Served.expected(0, RECORDS));
            assertThat(served.runs("m" + i).get(0)).endsWith(" order");
            assertThat(served.runs("m" + i).stream().skip(1)).allMatch(run -> run.endsWith(" resume"));
        }
    }

    @Test
    void shouldNeitherLoseNorRepeatADropWhenItIsKilled() {
        served.configured("ordered", "").records("ordered", "x.json", 0, 10);
        served.records("dropped", "x.json", 0, 10);
        served.drop("order.yaml", "{run: ordered}");
        for (String point : List.of("inbox-taken", "inbox-given", "inbox-reason", "inbox-put")) {
            assertThat(killedAt(point)).isEqualTo(137);
        }
        served.drop("dropped.yaml", served.migration("dropped", ""));
        for (String point : List.of("inbox-taken", "inbox-started")) {
            assertThat(killedAt(point)).isEqualTo(137);
        }
        served.with("CARAVAN_TEST_KILL_AT", "none:1");

        try (Running serve = served.up()) {
            until(() -> served.reasons(".done").size() == 2);
            until(() -> last(served.runs("ordered")).startsWith("DONE"));
            until(() -> last(served.runs("dropped")).startsWith("DONE"));
            assertThat(terminate(serve)).isEqualTo(143);
        }
        assertThat(served.runs("ordered").stream().filter(run -> run.endsWith(" order")))
                .hasSize(1);
        assertThat(served.runs("dropped").stream().filter(run -> run.endsWith(" file")))
                .hasSize(1);
        assertThat(served.rows("ordered")).isEqualTo(Served.expected(0, 10));
        assertThat(served.rows("dropped")).isEqualTo(Served.expected(0, 10));
        assertThat(served.reasons(".failed")).isEmpty();
    }

    private int killedAt(String point) {
        try (Running serve = served.with("CARAVAN_TEST_KILL_AT", point + ":1").start()) {
            return serve.end();
        }
    }

    /** A file that breaks off, in the place of a whole one. */
    private void half(String name, String text) {
        half(served.box().resolve(name), text);
    }

    private static void half(Path file, String text) {
        Served.write(file, text.substring(0, text.length() / 2));
    }

    /** Puts a link and a file in each other's place again and again, and lets the file grow and be renamed. */
    private void swap(Path file, Duration time) throws IOException {
        Path link = file.resolveSibling(".link");
        Path outside = Served.write(folder.resolve("hidden/order.yaml"), "{run: hostile}");
        Path other = file.resolveSibling(".other");
        long until = System.nanoTime() + time.toNanos();
        for (int i = 0; System.nanoTime() < until; i++) {
            try {
                Files.deleteIfExists(link);
                Files.createSymbolicLink(link, outside);
                Files.move(link, file, StandardCopyOption.ATOMIC_MOVE);
                Files.writeString(other, "{run: nobody, id: swapped}\n" + " ".repeat(i % 7), UTF_8);
                Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
                Files.writeString(file, "#\n", StandardOpenOption.APPEND);
                Files.move(file, file.resolveSibling("renamed.part"), StandardCopyOption.ATOMIC_MOVE);
                Files.move(file.resolveSibling("renamed.part"), file, StandardCopyOption.ATOMIC_MOVE);
            } catch (NoSuchFileException taken) {
                // The process was quicker
            }
        }
        Files.deleteIfExists(link);
        Files.deleteIfExists(other);
        Files.deleteIfExists(file.resolveSibling("renamed.part"));
        Files.deleteIfExists(file);
    }

    /** Takes what good drops have left out of the count. */
    private void clear(String... names) throws IOException {
        for (String place : List.of(".done", ".failed")) {
            try (var all = Files.list(served.box().resolve(place))) {
                for (Path file : all.toList()) {
                    for (String name : names) {
                        if (file.getFileName().toString().startsWith(name)) {
                            Files.delete(file);
                        }
                    }
                }
            }
        }
    }

    private Map<String, String> waiting() {
        Map<String, String> waiting = new LinkedHashMap<>();
        JsonNode inbox = served.board().get("/inbox");
        inbox.path("waiting")
                .properties()
                .forEach(one -> waiting.put(one.getKey(), one.getValue().asText()));
        return waiting;
    }

    private Object run(String migration) {
        return served.books("SELECT id FROM runs WHERE migration = '" + migration + "'")
                .get(0)
                .get("id");
    }

    private static int terminate(Running serve) {
        serve.signal("TERM");
        return serve.end();
    }

    private static String last(List<String> runs) {
        return runs.isEmpty() ? "" : runs.get(runs.size() - 1);
    }

    private void until(Callable<Boolean> holds) {
        try {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(holds);
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(served.told(), late);
        }
    }
}
