package dev.caravan.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.camel.CamelHouse;
import dev.caravan.camel.ServeRoutes;
import dev.caravan.camel.StepHands;
import dev.caravan.model.Migration;
import dev.caravan.report.ReportKeeper;
import dev.caravan.repository.Holder;
import dev.caravan.repository.Sleeper;
import dev.caravan.repository.StateLock;
import dev.caravan.run.Escalation;
import dev.caravan.run.IdleShares;
import dev.caravan.run.RunOptions;
import dev.caravan.run.RunOptions.Mode;
import dev.caravan.run.RunState;
import dev.caravan.serve.Hosting;
import dev.caravan.serve.Serving;
import dev.caravan.settings.ConsoleSettings;
import dev.caravan.step.SystemTools;
import dev.caravan.system.Systems;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The long-running process, from the lock to the signal that ends it. */
final class ServeSession {
    private static final Duration SIGNAL_PATIENCE = Duration.ofSeconds(6);
    private static final Duration CLOSING_PATIENCE = Duration.ofSeconds(8);
    private static final Duration STARTING_PATIENCE = Duration.ofSeconds(1);
    private static final long LOOK_EVERY_MILLIS = 200;
    private static final int LOCK_LOST = 7;

    private final Home home;
    private final Path stateFolder;
    private final PrintWriter out;
    private final Consumer<String> events;
    private final Clock clock = Clock.systemUTC();
    private final CountDownLatch signalled = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean up;

    /**
     * A session.
     *
     * @param out for what must be said once
     * @param events sentences for people, a line or more each
     */
    ServeSession(Home home, Path stateFolder, PrintWriter out, Consumer<String> events) {
        this.home = home;
        this.stateFolder = stateFolder;
        this.out = out;
        this.events = events;
    }

    /**
     * Serves until a signal comes; answers the exit status where none is to blame.
     *
     * @param values of settings that come before a file's own, by the file's name without its ending
     */
    int serve(Map<String, Map<String, String>> values) {
        return serve(values, home.properties().console());
    }

    /** The same with another console than the properties describe. */
    int serve(Map<String, Map<String, String>> values, ConsoleSettings shown) {
        Holder holder = Holder.ofThisProcess(Serving.VERB, "", clock.instant());
        try (StateLock lock = StateLock.take(stateFolder, holder);
                RunState state = RunState.open(stateFolder, clock, Sleeper.real());
                CamelHouse house = CamelHouse.buildForServe(home.routes(), routeSettings());
                ConsoleSession console = new ConsoleSession(shown, house)) {
            Serving serving = serving(state, house, lock, values);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(serving), "signal"));
            house.start();
            // The port first: who cannot open it starts nothing
            console.open(new ServeHost(serving), state, out);
            serving.begin();
            up = true;
            events.accept("serve: " + serving.standings().size() + " migrations, inbox " + serving.inboxPath()
                    + "; end it with a signal (Ctrl-C)");
            return await(lock, serving);
        } finally {
            closed.countDown();
        }
    }

    private Serving serving(RunState state, CamelHouse house, StateLock lock, Map<String, Map<String, String>> values) {
        StepHands hands = StepHands.of(
                house,
                state.database(),
                home::people,
                new SystemTools(new Systems(clock)::kind, state.folder()),
                clock);
        RunOptions options =
                new RunOptions(Mode.RUN, false, false, 0, home.properties().workers(), false, false);
        Serving serving = Serving.of(
                new Serving.Parts(
                        state,
                        home.files(),
                        home.properties().serve(),
                        values,
                        new Escalation(state, hands.notices()),
                        new IdleShares(state, hands::ofShares)),
                new ServeRoutes(house, hands::means),
                new Hosting.Means(
                        new Systems(clock)::kind,
                        options,
                        home.properties().serve().runs(),
                        lock::stillOwned,
                        migration -> about(migration, values),
                        new ReportKeeper(state, Versions.all(), new Systems(clock)::kind)::keep,
                        events,
                        hands.shares()));
        house.bind("run", serving);
        house.bind("serve", serving);
        return serving;
    }

    private static ObjectNode about(Migration migration, Map<String, Map<String, String>> values) {
        Path file = migration.file();
        String base = file.getFileName().toString().replaceFirst("\\.yaml$", "");
        FileOptions given = FileOptions.of(file.toString(), values.getOrDefault(base, Map.of()), Path.of(""));
        return Remembered.facts(migration, given);
    }

    private Map<String, String> routeSettings() {
        Map<String, String> settings = new HashMap<>(home.routeSettings());
        settings.put("caravan.runs", String.valueOf(home.properties().serve().runs()));
        return settings;
    }

    private int await(StateLock lock, Serving serving) {
        try {
            while (!signalled.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                if (!lock.stillOwned()) {
                    events.accept("serve: the state's lock was taken away; another process may have taken over");
                    serving.stop(SIGNAL_PATIENCE);
                    return LOCK_LOST;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    /**
     * Runs when a signal has come, beside everything else: what is not committed is given up. While the process still
     * starts, which may take long, hardly anything is there to be closed.
     */
    private void stop(Serving serving) {
        long begun = System.nanoTime();
        Duration patience = up ? CLOSING_PATIENCE : STARTING_PATIENCE;
        serving.stop(up ? SIGNAL_PATIENCE : STARTING_PATIENCE);
        signalled.countDown();
        try {
            long left = patience.toNanos() - (System.nanoTime() - begun);
            if (!closed.await(left, TimeUnit.NANOSECONDS) && up) {
                events.accept(
                        "serve: ends before all was closed; what was not committed is done again at the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
