package dev.caravan.run;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.repository.Order;
import dev.caravan.repository.RunOutcome;
import dev.caravan.repository.StepRow;
import dev.caravan.spi.SystemKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One run of one migration: {@link #advance} is called when something has ended, {@link #takeOrders} and
 * {@link #heartbeat} by timers. Safe for use by several threads.
 */
public final class MigrationRun {
    /** The fact that tells why a run was started, for people. */
    public static final String WHY = "why";
    /** The fact that names who has paused a run; absent while nobody has. */
    public static final String PAUSED = "paused";
    /** The fact that lists the steps of the plan, each an object of {@code phase}, {@code name} and {@code kind}. */
    public static final String PLAN = "plan";
    /** True in such an object where the step is carried out only once another one asks for its phase. */
    public static final String REMEDY = "remedy";

    private final Migration migration;
    private final RunOptions options;
    private final RunState state;
    private final Control control;
    private final Works work;
    private final Hands hands;
    private final RunRecord record;
    private final ReentrantLock step = new ReentrantLock();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Course course;
    private final Patience patience;
    private final Obedience obedience;
    private volatile Consumer<MigrationRun> listener = run -> {};
    private volatile RunOutcome outcome;

    private MigrationRun(
            Migration migration, RunOptions options, RunState state, Hands hands, Works work, ObjectNode facts) {
        this.migration = requireNonNull(migration, "migration is null");
        this.options = options;
        this.state = state;
        this.hands = hands;
        this.control = hands.control();
        this.work = work;
        this.record = new RunRecord(migration, options.mode(), state, facts);
        this.course = options.mode().followsPlan() && !migration.plan().isEmpty()
                ? PlanCourse.of(migration, options, state, hands, work)
                : new Rounds(migration.name(), work.all(), control, this::heartbeat);
        this.patience = new Patience(options.patience(), state.clock());
        this.obedience = new Obedience(migration, record, state, hands, course, this::takeBack);
        work.onPhase(this::heartbeat);
    }

    /**
     * A run that waits for its first {@link #advance}.
     *
     * @param systems the registered kinds of systems, by name
     * @param facts what is known of it before it begins, an object; {@link #WHY} tells why it was started
     * @throws CaravanException USAGE when the migration has not what the options ask for; FILE_INVALID when its plan may not
     *     run as it is written
     */
    public static MigrationRun of(
            Migration migration,
            RunOptions options,
            RunState state,
            Hands hands,
            Function<String, SystemKind> systems,
            ObjectNode facts) {
        options.check(migration, state);
        Works work = new Works(
                Carried.pipelines(migration, options.mode(), state.passages()),
                hands.control(),
                (pipeline, wanted, control) -> PipelineWork.of(
                        new PipelineParts(migration, pipeline, systems),
                        wanted.apply(options),
                        state,
                        hands.under(control)));
        MigrationRun run = new MigrationRun(migration, options, state, hands, work, facts);
        hands.tokens().begin(run::advance);
        run.obedience.pause();
        return run;
    }

    /**
     * What moves a run and holds it back.
     *
     * @param owned false once the state's lock is not this process's any more
     */
    public record Hands(Control control, Tokens tokens, PlanMeans steps, BooleanSupplier owned) {
        Hands under(Control part) {
            return new Hands(part, tokens, steps, owned);
        }
    }

    /** Calls {@code whenEnded} once, when the end is recorded and before anybody who waits for it goes on. */
    public void onEnd(Consumer<MigrationRun> whenEnded) {
        listener = requireNonNull(whenEnded, "whenEnded is null");
    }

    /** The number of this run in the state database. */
    public long id() {
        return record.id();
    }

    public Migration migration() {
        return migration;
    }

    public RunOptions options() {
        return options;
    }

    /** When the migration was first started, the {@code now} of its mappings; null before a target was opened. */
    public Instant firstStart() {
        return work.all().stream()
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

    /** What holds this run back. */
    public Control control() {
        return control;
    }

    /** What the run has taken along: for each pipeline its partitions with what each held; see {@code Source.identity}. */
    public Map<String, Map<String, String>> sources() {
        return work.held();
    }

    /** The pipelines with their results, in order. */
    public List<PipelineResult> results() {
        return work.all().stream().map(PipelineWork::result).toList();
    }

    /** The pipeline that is being worked on, or the last one; empty when there is none. */
    public Optional<Progress> progress() {
        return course.current().map(PipelineWork::run).map(PipelineRun::progress);
    }

    /** The steps of the plan that were begun, in that order; empty without a plan. */
    public List<StepRow> steps() {
        return course.steps();
    }

    /** What the plan waits for, for people; empty while it works. */
    public String waitingFor() {
        return course.waitingFor();
    }

    /** Looks what comes next, and sets it going. */
    public void advance() {
        step.lock();
        try {
            checkLock();
            if (outcome == null && course.goOn()) {
                finish();
            }
        } finally {
            step.unlock();
        }
    }

    /**
     * Ends the run because the process is about to end. Waits, at most this long, for a step under way; when that takes
     * longer, the run is left without an end, and the next holder of the state finds it so.
     */
    public void interrupt(CaravanException reason, Duration patience) {
        control.stop(reason);
        try {
            if (step.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                try {
                    advance();
                } finally {
                    step.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes the orders that people left for this migration. */
    public void takeOrders() {
        if (!options.mode().writes()) {
            return;
        }
        checkLock();
        obedience.takeOrders();
        tend();
    }

    /** Looks whether what the plan waits for is due, and whether the state's lock is still this process's. */
    public void tend() {
        checkLock();
        if (patience.look(course, control, migration.name())) {
            hands.tokens().advance();
        }
    }

    /** Looks after v2's shares beside whatever step is carried out; false where that is not this run's. */
    public boolean keepShares() {
        return outcome == null && (options.rollback() != null || course.keepShares());
    }

    /** What v2 keeps where the plan did not come to its end; empty where that is nothing, or another run may go on. */
    public Optional<StandingShares> standing() {
        return Optional.of(StandingShares.of(migration.name(), state.passages(), state.shares()))
                .filter(kept -> options.mode().writes() && !kept.isEmpty());
    }

    private void checkLock() {
        if (outcome == null && !hands.owned().getAsBoolean()) {
            control.stop(new CaravanException(
                    ErrorCode.STALE_RUN, migration.name(), "the state's lock was taken away; another run may go on"));
        }
    }

    /** Shows other processes where this one stands. */
    public void heartbeat() {
        record.post(work.all());
    }

    /** Waits for the end, at most this long; true when it has come. */
    public boolean await(long millis) throws InterruptedException {
        return ended.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Gives back what the pipelines hold open. */
    public void close() {
        work.close();
    }

    /** Gives callers back to v1, before an order to roll back is even written down as taken; other orders do nothing. */
    public void trafficFirst(Order order) {
        obedience.trafficFirst(order);
    }

    /** Carries out an order that was taken for this run, and records what became of it. */
    public void obey(Order order) {
        obedience.obey(order);
    }

    private void takeBack(String why) {
        step.lock();
        try {
            course.takeBack(why);
        } finally {
            step.unlock();
        }
    }

    private void finish() {
        CaravanException reason = control.stopped();
        RunOutcome result = RunEnding.of(options.mode(), reason);
        try {
            if (reason != null) {
                course.end(reason.code());
            }
            heartbeat();
            record.end(result, reason);
            listener.accept(this);
        } catch (RuntimeException unrecorded) {
            control.stop(RunEnding.known(unrecorded, migration.name()));
            result = RunEnding.of(options.mode(), control.stopped());
        }
        outcome = result;
        ended.countDown();
    }
}
