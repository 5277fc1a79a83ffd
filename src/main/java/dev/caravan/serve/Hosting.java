package dev.caravan.serve;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.repository.PipelineName;
import dev.caravan.repository.RunOutcome;
import dev.caravan.repository.SeenFiles;
import dev.caravan.run.Control;
import dev.caravan.run.MigrationRun;
import dev.caravan.run.RunOptions;
import dev.caravan.run.RunState;
import dev.caravan.run.ShareDesk;
import dev.caravan.run.Tokens;
import dev.caravan.spi.ShareControl;
import dev.caravan.spi.SystemKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The runs of this process: at most one of each migration, some at once, the others in the order in which they were asked
 * for. A run that waits is on record like one that moves, so a crash forgets neither. Safe for use by several threads.
 */
public final class Hosting {
    private final RunState state;
    private final Roads roads;
    private final Means means;
    private final SeenFiles seen;
    private final Map<String, Hosted> live = new LinkedHashMap<>();
    private boolean stopping;

    Hosting(RunState state, Roads roads, Means means) {
        this.state = requireNonNull(state, "state is null");
        this.roads = requireNonNull(roads, "roads is null");
        this.means = requireNonNull(means, "means is null");
        this.seen = new SeenFiles(state.database());
    }

    /**
     * What runs are made with.
     *
     * @param most how many runs move at once
     * @param owned false once the state's lock is not this process's any more
     * @param about what the state keeps with a run of the migration, so that later verbs find its file and settings
     * @param ended called when the end of a run is recorded
     * @param events sentences for people
     * @param shares changes the shares of services
     */
    public record Means(
            Function<String, SystemKind> systems,
            RunOptions options,
            int most,
            BooleanSupplier owned,
            Function<Migration, ObjectNode> about,
            Consumer<MigrationRun> ended,
            Consumer<String> events,
            ShareControl shares) {}

    /** Takes orders that change a share where no run of the migration does. */
    ShareDesk shares() {
        return new ShareDesk(means.shares(), state);
    }

    /**
     * Starts a run, or lets it wait for a free place.
     *
     * @throws CaravanException USAGE when the migration runs already; FILE_INVALID when its plan may not run as it is written; IO_FAILED when the state cannot be written
     */
    synchronized MigrationRun start(Migration whole, Trigger trigger) {
        Migration migration = trigger.part(whole);
        refuseSecond(migration.name());
        RunOptions options = trigger.options(means.options());
        Control control = new Control();
        Roads.Road road = roads.open(migration.name(), control);
        try {
            MigrationRun.Hands hands = new MigrationRun.Hands(control, road.tokens(), road.steps(), means.owned());
            ObjectNode facts = means.about().apply(migration).setAll(trigger.facts());
            MigrationRun run = MigrationRun.of(migration, options, state, hands, means.systems(), facts);
            run.onEnd(means.ended());
            live.put(migration.name(), new Hosted(run, road.tokens()));
            say(migration.name(), "run " + run.id() + " starts: " + trigger.why());
            beginWaiting();
            return run;
        } finally {
            if (!live.containsKey(migration.name())) {
                road.tokens().end(Duration.ZERO);
            }
        }
    }

    /** @throws CaravanException USAGE when the migration runs, or nothing is begun any more */
    synchronized void refuseSecond(String migration) {
        Hosted running = live.get(migration);
        if (running != null) {
            throw new CaravanException(
                    ErrorCode.USAGE,
                    migration,
                    "runs already (run " + running.run.id() + "); wait for its end, or 'abort' it first");
        }
        if (stopping) {
            throw new CaravanException(ErrorCode.USAGE, migration, "serve is about to stop; ask again when it is up");
        }
    }

    /** True once nothing is begun any more: what is asked for from then on is left to the next process. */
    synchronized boolean isStopping() {
        return stopping;
    }

    /** The run of a migration; empty when there is none. */
    synchronized Optional<MigrationRun> run(String migration) {
        return Optional.ofNullable(live.get(migration)).map(hosted -> hosted.run);
    }

    /** True when a run of the migration waits for a free place. */
    synchronized boolean waits(String migration) {
        return live.containsKey(migration) && !live.get(migration).begun;
    }

    /** All runs. */
    synchronized List<MigrationRun> runs() {
        return live.values().stream().map(hosted -> hosted.run).toList();
    }

    /** Gives back what has ended, lets begin what waits. */
    synchronized void tend() {
        for (Hosted hosted : List.copyOf(live.values())) {
            if (hosted.begun) {
                hosted.run.tend();
            }
            if (hosted.hasEnded() && hosted.tokens.end(Duration.ZERO)) {
                remember(hosted.run);
                hosted.run.close();
                live.remove(hosted.run.migration().name());
                say(hosted.run.migration().name(), "run " + hosted.run.id() + " ended: " + ending(hosted.run));
                hosted.run
                        .standing()
                        .ifPresent(standing ->
                                say(hosted.run.migration().name(), standing.text() + "; serve goes on looking at it"));
            }
        }
        beginWaiting();
    }

    /** Ends every run, each at once; the next process goes on with them. */
    void stop(Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        CaravanException reason =
                new CaravanException(ErrorCode.INTERRUPTED, "serve", "was stopped; goes on when serve starts again");
        List<Hosted> all = stopStarting();
        all.forEach(hosted -> hosted.control().stop(reason));
        all.forEach(hosted -> hosted.run.interrupt(reason, left(until)));
        for (Hosted hosted : all) {
            if (hosted.tokens.end(left(until)) && hosted.hasEnded()) {
                hosted.run.close();
            }
        }
    }

    private synchronized List<Hosted> stopStarting() {
        stopping = true;
        return new ArrayList<>(live.values());
    }

    private void beginWaiting() {
        // A run that waits for a person or a time moves nothing
        long begun = live.values().stream()
                .filter(hosted -> hosted.begun && hosted.run.waitingFor().isEmpty())
                .count();
        for (Hosted hosted : live.values()) {
            if (!hosted.begun && begun < means.most() && !stopping) {
                hosted.begun = true;
                hosted.tokens.advance();
                begun++;
            }
        }
    }

    /** What a run has taken along does not start another one. One that was interrupted goes on and tells at its end. */
    private void remember(MigrationRun run) {
        if (run.outcome() != RunOutcome.INTERRUPTED) {
            run.sources()
                    .forEach((pipeline, digests) ->
                            seen.add(new PipelineName(run.migration().name(), pipeline), run.id(), digests));
        }
    }

    private static String ending(MigrationRun run) {
        String outcome = run.outcome().text();
        return run.reason() == null
                ? outcome
                : outcome + "\n  " + run.reason().line().replace("\n", "\n  ");
    }

    private void say(String migration, String what) {
        means.events().accept(migration + ": " + what);
    }

    private static Duration left(long until) {
        return Duration.ofNanos(Math.max(0, until - System.nanoTime()));
    }

    /** A run with what drives it. */
    private static final class Hosted {
        private final MigrationRun run;
        private final Tokens tokens;
        private boolean begun;

        Hosted(MigrationRun run, Tokens tokens) {
            this.run = run;
            this.tokens = tokens;
        }

        Control control() {
            return run.control();
        }

        boolean hasEnded() {
            try {
                return run.await(0);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
