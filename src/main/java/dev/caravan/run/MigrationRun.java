package dev.caravan.run;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.model.Pipeline;
import dev.caravan.repository.Holder;
import dev.caravan.repository.JournalNote;
import dev.caravan.repository.Order;
import dev.caravan.repository.OrderOutcome;
import dev.caravan.repository.PipelineState;
import dev.caravan.repository.RunOutcome;
import dev.caravan.spi.SystemKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One run of one migration. Routes call it: {@link #advance} when something has ended, {@link #takeOrders} and
 * {@link #heartbeat} by timers. Bound as {@code run}. Safe for use by several threads.
 */
public final class MigrationRun {
    private final Migration migration;
    private final RunOptions options;
    private final RunState state;
    private final Control control;
    private final List<PipelineWork> work;
    private final BooleanSupplier owned;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Instant started;
    private final long id;
    private final List<CaravanException> noGo = new ArrayList<>();
    private volatile Consumer<MigrationRun> ending = run -> {};
    private int current;
    private volatile RunOutcome outcome;

    private MigrationRun(
            Migration migration,
            RunOptions options,
            RunState state,
            Control control,
            List<PipelineWork> work,
            BooleanSupplier owned) {
        this.migration = requireNonNull(migration, "migration is null");
        this.options = options;
        this.state = state;
        this.control = control;
        this.work = List.copyOf(work);
        this.owned = owned;
        this.started = state.clock().instant();
        this.id =
                state.runs().start(holder(), migration.digest(), options.mode().writes());
        work.forEach(one -> one.onPhase(this::post));
        journal("start", "");
    }

    /**
     * A run that waits for its first {@link #advance}.
     *
     * @param systems the registered kinds of systems, by name
     */
    public static MigrationRun of(
            Migration migration,
            RunOptions options,
            RunState state,
            Hands hands,
            Function<String, SystemKind> systems) {
        List<PipelineWork> work = new ArrayList<>();
        for (Pipeline pipeline : migration.pipelines()) {
            PipelineRun run = new PipelineRun(pipeline);
            PipelineStages stages = new PipelineStages(run, hands.control(), state.clock());
            PipelineParts parts = new PipelineParts(migration, pipeline, systems);
            work.add(new PipelineWork(run, stages, parts, options, state, hands.tokens()));
        }
        return new MigrationRun(migration, options, state, hands.control(), work, hands.owned());
    }

    /**
     * What moves a run and holds it back.
     *
     * @param owned false once the state's lock is not this process's any more
     */
    public record Hands(Control control, Tokens tokens, BooleanSupplier owned) {}

    /** Calls {@code listener} once, when the end is recorded and before anybody who waits for it goes on. */
    public void onEnd(Consumer<MigrationRun> listener) {
        ending = requireNonNull(listener, "listener is null");
    }

    /** The number of this run in the state database. */
    public long id() {
        return id;
    }

    public Migration migration() {
        return migration;
    }

    public RunOptions options() {
        return options;
    }

    public Instant started() {
        return started;
    }

    /** When the migration was first started, the {@code now} of its mappings; null before a target was opened. */
    public Instant firstStart() {
        return work.stream()
                .map(PipelineWork::firstStart)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** How it ended; null before. */
    public RunOutcome outcome() {
        return outcome;
    }

    /** Why it ended without success; null otherwise. */
    public CaravanException reason() {
        return control.stopped();
    }

    /** The pipelines with their results, in order. */
    public List<PipelineResult> results() {
        return work.stream().map(PipelineWork::result).toList();
    }

    /** The pipeline that is being worked on, or the last one. */
    public synchronized Progress progress() {
        return work.get(Math.min(current, work.size() - 1)).run().progress();
    }

    /** Looks what comes next, and sets it going. */
    public synchronized void advance() {
        if (outcome != null) {
            return;
        }
        while (control.stopped() == null && current < work.size() && ended(work.get(current))) {
            post();
            current++;
        }
        if (control.stopped() != null || current == work.size()) {
            finish();
        }
    }

    /** A pipeline below its bar does not keep the others from showing what they reject; the run is NO-GO in the end. */
    private boolean ended(PipelineWork pipeline) {
        try {
            return pipeline.advance();
        } catch (CaravanException judged) {
            if (judged.code() != ErrorCode.NO_GO) {
                throw judged;
            }
            noGo.add(judged);
            end(pipeline.run(), judged.code());
            return true;
        }
    }

    private void judge() {
        if (control.stopped() == null && !noGo.isEmpty()) {
            List<String> all = noGo.stream()
                    .map(one -> one.where() + ": " + one.getMessage())
                    .toList();
            control.stop(CaravanException.several(ErrorCode.NO_GO, migration.name(), all));
        }
    }

    /** Takes the orders that people left for this migration. */
    public void takeOrders() {
        if (!options.mode().writes()) {
            return;
        }
        if (!owned.getAsBoolean()) {
            control.stop(new CaravanException(
                    ErrorCode.STALE_RUN, migration.name(), "the state's lock was taken away; another run may go on"));
        }
        for (Optional<Order> order = next(); order.isPresent(); order = next()) {
            carryOut(order.get());
        }
    }

    /** Shows other processes where this one stands. */
    public void heartbeat() {
        post();
    }

    /** Waits for the end, at most this long; true when it has come. */
    public boolean await(long millis) throws InterruptedException {
        return ended.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Gives back what the pipelines hold open. */
    public void close() {
        work.forEach(PipelineWork::close);
    }

    private Optional<Order> next() {
        return state.orders().takeNext(Set.of(migration.name()));
    }

    private void carryOut(Order order) {
        String who = order.verb() + " by " + order.by();
        journal(order.verb(), order.by());
        switch (order.verb()) {
            case "pause" -> control.pause("paused by " + order.by() + "; 'resume " + migration.name() + "' goes on");
            case "resume" -> control.resume();
            case "abort" ->
                control.stop(new CaravanException(
                        ErrorCode.ABORTED, migration.name(), "aborted by " + order.by() + "; run it again to go on"));
            default -> {
                state.orders().finish(order.id(), OrderOutcome.REFUSED, "'" + who + "': no such order for a run");
                return;
            }
        }
        state.orders().finish(order.id(), OrderOutcome.DONE, "");
    }

    private void finish() {
        judge();
        CaravanException reason = control.stopped();
        outcome = reason == null ? options.mode().success() : failure(reason.code());
        if (reason != null && current < work.size()) {
            end(work.get(current).run(), reason.code());
        }
        try {
            record();
        } catch (CaravanException notRecorded) {
            control.stop(notRecorded);
            outcome = RunOutcome.FAILED;
        } finally {
            ended.countDown();
        }
    }

    private void record() {
        CaravanException reason = control.stopped();
        post();
        journal("end", outcome.text());
        state.runs().end(id, outcome, reason == null ? "" : reason.line());
        ending.accept(this);
    }

    private static void end(PipelineRun run, ErrorCode code) {
        if (run.phase().isEnd()) {
            return;
        }
        PipelineState last = code == ErrorCode.ABORTED ? PipelineState.ABORTED : PipelineState.FAILED;
        boolean judged = code == ErrorCode.NO_GO && run.phase().mayBecome(PipelineState.NO_GO);
        run.enter(judged ? PipelineState.NO_GO : last);
    }

    private static RunOutcome failure(ErrorCode code) {
        boolean judged = code == ErrorCode.NO_GO || code == ErrorCode.SCHEMA_MISMATCH;
        return judged ? RunOutcome.NO_GO : RunOutcome.FAILED;
    }

    private void post() {
        state.board()
                .post(
                        id,
                        work.stream()
                                .map(PipelineWork::run)
                                .map(PipelineRun::posted)
                                .toList());
    }

    private Holder holder() {
        return Holder.ofThisProcess(options.mode().verb(), migration.name(), started);
    }

    private void journal(String what, String detail) {
        ObjectNode evidence = JsonNodeFactory.instance.objectNode();
        evidence.put("run", id).put("file", migration.digest());
        String who = System.getProperty("user.name", "unknown");
        state.journal()
                .append(new JournalNote(migration.name(), who, options.mode().verb() + " " + what, detail, evidence));
    }
}
