package dev.caravan.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.camel.CamelHouse;
import dev.caravan.camel.RouteSteps;
import dev.caravan.camel.RouteTokens;
import dev.caravan.camel.StepHands;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.report.ReportKeeper;
import dev.caravan.repository.Holder;
import dev.caravan.repository.Run;
import dev.caravan.repository.Sleeper;
import dev.caravan.repository.StateLock;
import dev.caravan.run.Control;
import dev.caravan.run.MigrationRun;
import dev.caravan.run.RunOptions;
import dev.caravan.run.RunState;
import dev.caravan.spi.ShareChange;
import dev.caravan.spi.Shifted;
import dev.caravan.spi.SystemKind;
import dev.caravan.step.SystemTools;
import dev.caravan.system.Systems;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run in the foreground, from the lock to the last line. */
final class RunSession {
    private static final Logger LOG = LoggerFactory.getLogger(RunSession.class);
    private static final long LOOK_EVERY_MILLIS = 200;
    private static final Duration SIGNAL_PATIENCE = Duration.ofSeconds(3);

    private final Home home;
    private final Path stateFolder;
    private final ProgressPrinter printer;
    private final Function<String, SystemKind> systems;
    private final Clock clock = Clock.systemUTC();
    private final Control control = new Control();
    private final ObjectNode facts = JsonNodeFactory.instance.objectNode();
    private CamelHouse prepared;

    RunSession(Home home, Path stateFolder, ProgressPrinter printer) {
        this(home, stateFolder, printer, new Systems(Clock.systemUTC())::kind);
    }

    /** A session with systems of the caller's choice, by the name of their kind. */
    RunSession(Home home, Path stateFolder, ProgressPrinter printer, Function<String, SystemKind> systems) {
        this.home = home;
        this.stateFolder = stateFolder;
        this.printer = printer;
        this.systems = systems;
    }

    /** Lets the state keep these facts of the run. */
    RunSession keeping(ObjectNode more) {
        facts.setAll(more);
        return this;
    }

    /** Lets the run be in this house, which is closed with it. */
    RunSession in(CamelHouse house) {
        prepared = house;
        return this;
    }

    /** Does something under the state's lock that is no run. */
    <T> T locked(String migration, String verb, Function<RunState, T> work) {
        return underLock(migration, verb, (lock, state) -> work.apply(state));
    }

    /** Changes a share under the state's lock, by the routes of traffic alone. */
    Shifted shift(ShareChange change) {
        return underLock(change.migration().name(), "shift", (lock, state) -> {
            try (CamelHouse house = CamelHouse.buildForTraffic(home.routes(), home.routeSettings())) {
                StepHands hands = StepHands.of(
                        house, state.database(), home::people, new SystemTools(systems, state.folder()), clock);
                house.start();
                Shifted shifted = hands.shares().put(change);
                hands.notices().close();
                return shifted;
            }
        });
    }

    /** Runs the migration to its end under the state's lock, then lets {@code ending} look at it. */
    <T> T runLocked(Migration migration, RunOptions options, String verb, Ending<T> ending) {
        return underLock(
                migration.name(), verb, (lock, state) -> run(migration, options, state, lock::stillOwned, ending));
    }

    /** Runs the migration beside whoever holds the lock; for what only reads. */
    <T> T runBeside(Migration migration, RunOptions options, Ending<T> ending) {
        try (RunState state = open()) {
            return run(migration, options, state, () -> true, ending);
        }
    }

    private <T> T underLock(String migration, String verb, BiFunction<StateLock, RunState, T> work) {
        Holder holder = Holder.ofThisProcess(verb, migration, clock.instant());
        try (StateLock lock = StateLock.take(stateFolder, holder);
                RunState state = open()) {
            takeOver(state);
            return work.apply(lock, state);
        }
    }

    private RunState open() {
        return RunState.open(stateFolder, clock, Sleeper.real());
    }

    /** What only the holder of the lock may do: end what killed processes left open, once the journal is proved. */
    private static void takeOver(RunState state) {
        state.journal().verify();
        for (Run killed : state.runs().interruptOpen()) {
            LOG.info(
                    "{} {} of {} (pid {}) ended without a word; this run goes on from the ledger",
                    killed.verb(),
                    killed.id(),
                    killed.migration(),
                    killed.pid());
        }
        state.orders().reopen();
    }

    private <T> T run(
            Migration migration, RunOptions options, RunState state, BooleanSupplier owned, Ending<T> ending) {
        try (CamelHouse house = prepared == null ? home.house() : prepared) {
            RouteTokens tokens = house.runs().open(migration.name(), control);
            StepHands hands = StepHands.of(
                    house, state.database(), home::people, new SystemTools(systems, state.folder()), clock);
            RouteSteps steps = new RouteSteps(house, migration.name(), tokens::advance);
            MigrationRun run = MigrationRun.of(
                    migration,
                    options,
                    state,
                    new MigrationRun.Hands(control, tokens, hands.means(steps), owned),
                    systems,
                    facts);
            ReportKeeper reports = new ReportKeeper(state, Versions.all(), systems);
            run.onEnd(reports::keep);
            house.bind("run", run);
            if (!migration.pipelinesAlone()) {
                house.forPlan();
            }
            house.start();
            CountDownLatch told = new CountDownLatch(1);
            Thread hook = onSignal(run, told);
            tokens.advance();
            watch(run);
            T result = ending.of(run, reports);
            hands.notices().close();
            told.countDown();
            run.close();
            forget(hook);
            return result;
        }
    }

    private void watch(MigrationRun run) {
        try {
            while (!run.await(LOOK_EVERY_MILLIS)) {
                printer.show(run);
            }
            printer.end(run);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaravanException(
                    ErrorCode.ABORTED, run.migration().name(), "interrupted; run it again to go on", e);
        }
    }

    /**
     * A signal: the chunk under way is given up or finished, whichever comes first. The process ends with 128 + signal as
     * soon as that was told, or when it takes too long: the ledger knows what is done.
     */
    private static Thread onSignal(MigrationRun run, CountDownLatch told) {
        CaravanException reason = new CaravanException(
                ErrorCode.INTERRUPTED, run.migration().name(), "ended by a signal; run it again to go on");
        Thread hook = new Thread(
                () -> {
                    run.interrupt(reason, SIGNAL_PATIENCE);
                    try {
                        told.await(SIGNAL_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "signal");
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException underWay) {
            // It is the signal that ended the run
            LOG.debug("ending by a signal");
        }
    }

    /** Looks at a run that has ended, while the state is still open. */
    @FunctionalInterface
    interface Ending<T> {
        T of(MigrationRun run, ReportKeeper reports);
    }
}
