package dev.caravan.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.model.Schedule;
import dev.caravan.model.Schedule.Missed;
import dev.caravan.run.Tokens.Lane;
import dev.caravan.serve.Roads.Wanted;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What starts migrations, as routes. */
class ServeRoutesTest {
    private static final Map<String, Lane> LANES = Map.of("things", new Lane(true, 1));

    private final Counting serve = new Counting();
    private CamelHouse house;
    private ServeRoutes roads;

    @BeforeEach
    void start() {
        house = CamelHouse.buildForServe(Path.of("routes"), Map.of());
        house.bind("run", new ChunkLoopTest.Idle());
        house.bind("serve", serve);
        house.start();
        roads = new ServeRoutes(house, routes -> null);
    }

    @AfterEach
    void stop() {
        house.close();
    }

    @Test
    void shouldTickByCronAndByIntervalAndLookAtFolders() {
        roads.lay(new Wanted("a.b", LANES, cron("* * * * * ?"), null, List.of("things")));
        roads.lay(new Wanted("often", LANES, every(50), Duration.ZERO, List.of()));

        await().atMost(Duration.ofSeconds(20))
                .until(() -> serve.calls("tick a.b") > 1
                        && serve.calls("tick often") > 1
                        && serve.calls("watch a.b things") > 0);
        assertThat(folder("a.b")).contains("a~b.schedule", "a~b.things.watch", "a~b.things.export");
        assertThat(folder("often")).contains("often.schedule", "often.things.import");
    }

    @Test
    void shouldKeepAScheduleThatStaysAndMakeAChangedOneAnew() throws Exception {
        roads.lay(new Wanted("m", LANES, every(3_600_000), Duration.ofHours(1), List.of()));
        house.context().getRouteController().suspendRoute("m.schedule");

        roads.lay(new Wanted("m", LANES, every(3_600_000), Duration.ofMinutes(3), List.of()));
        assertThat(house.context()
                        .getRouteController()
                        .getRouteStatus("m.schedule")
                        .isSuspended())
                .isTrue();

        roads.lay(new Wanted("m", LANES, cron("* * * * * ?"), null, List.of()));
        await().atMost(Duration.ofSeconds(20)).until(() -> serve.calls("tick m") > 0);
    }

    @Test
    void shouldTakeAwayWhatIsNoLongerWanted() {
        roads.lay(new Wanted("m", LANES, cron("0 0 2 1 1 ?"), null, List.of("things")));
        roads.lay(new Wanted("m", Map.of(), null, null, List.of()));
        roads.lay(new Wanted("n", LANES, cron("0 0 2 1 1 ?"), null, List.of("things")));
        roads.clear("n");

        assertThat(folder("m")).isEmpty();
        assertThat(folder("n")).isEmpty();
    }

    private List<String> folder(String migration) {
        return house.context().getRoutes().stream()
                .filter(route -> migration.equals(route.getGroup()))
                .map(Route::getRouteId)
                .toList();
    }

    private static Schedule cron(String cron) {
        return new Schedule("cron '" + cron + "' UTC", cron, ZoneOffset.UTC, null, Missed.SKIP);
    }

    private static Schedule every(long millis) {
        return new Schedule("every " + millis, null, null, Duration.ofMillis(millis), Missed.SKIP);
    }

    /** Counts what routes ask of the process. */
    public static final class Counting {
        private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

        public void inbox() {
            count("inbox");
        }

        public void look() {
            count("look");
        }

        public void tend() {
            count("tend");
        }

        public void watch(String migration, String pipeline) {
            count("watch " + migration + " " + pipeline);
        }

        public void tick(String migration) {
            count("tick " + migration);
        }

        int calls(String what) {
            return calls.computeIfAbsent(what, each -> new AtomicInteger()).get();
        }

        private void count(String what) {
            calls.computeIfAbsent(what, each -> new AtomicInteger()).incrementAndGet();
        }
    }
}
