package dev.caravan.plan;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.KillPoint;
import dev.caravan.model.Migration;
import dev.caravan.model.Step;
import dev.caravan.model.Window;
import dev.caravan.repository.Journal;
import dev.caravan.repository.Passage;
import dev.caravan.repository.Passages;
import dev.caravan.repository.RunOutcome;
import dev.caravan.repository.StepRow;
import dev.caravan.spi.StepCall.Purpose;
import dev.caravan.spi.StepKind;
import dev.caravan.spi.StepResult;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * One passage through a plan, or what is left of it. {@link #advance} is called again and again, by one thread at a time: it
 * reads where the passage stands, does one thing, and writes down what came of it. A step is written down before it begins
 * and after it has ended, so whatever is found begun at a start was cut off, and is asked before it is repeated.
 */
public final class PlanRun {
    private final Migration migration;
    private final PlanBook book;
    private final Forward forward;
    private final Backward backward;
    private final Aftermath aftermath;
    private final Results results;
    private final Calls calls;
    private final PlanOptions options;
    private final TrafficFirst trafficFirst;
    private CompletableFuture<StepResult> flight;
    private Move.Call flying;
    private Move.Until waiting;
    private volatile Move.Until shown;
    private volatile Instant closed;
    private volatile boolean open;

    /**
     * A passage that is opened by the first {@link #advance}.
     *
     * @param trafficFirst gives v1 the traffic back before anything else is taken back
     */
    public PlanRun(
            Migration migration,
            Books books,
            Function<String, StepKind> kinds,
            PlanOptions options,
            TrafficFirst trafficFirst) {
        this.trafficFirst = trafficFirst;
        this.migration = migration;
        this.book = new PlanBook(migration, books.passages(), books.journal(), books.clock(), options.who());
        this.options = options;
        this.forward = new Forward(migration.plan(), book, new Facts());
        this.backward = new Backward(migration.plan(), book, new StepTraits(kinds, migration.plan()), trafficFirst);
        this.aftermath = new Aftermath(migration, book);
        this.results = new Results(book, trafficFirst::hurry, migration.plan().withheld());
        this.calls = new Calls(migration, book, results, options.stopped());
    }

    /** Where a passage is kept. */
    public record Books(Passages passages, Journal journal, Clock clock) {}

    /**
     * Does what can be done now.
     *
     * @param routes carry steps out
     * @return true when the passage has ended
     * @throws CaravanException STEP_FAILED, OUTCOME_UNKNOWN, PLAN_CHANGED or what a step's failure says; ROLLED_BACK when
     *     everything has been taken back
     */
    public boolean advance(StepRoutes routes) {
        if (isClosed()) {
            return false;
        }
        open();
        while (true) {
            if (flight != null) {
                if (!flight.isDone()) {
                    return false;
                }
                if (!settle()) {
                    return false;
                }
            }
            boolean back = book.passage().rollback() != null;
            waiting = null;
            Move move = back ? back() : forward.next();
            if (move instanceof Move.Until until) {
                waiting = until;
                shown = until;
                return false;
            }
            if (move instanceof Move.Call call) {
                shown = waitsOn(call) ? shown : null;
                start(call, routes);
                continue;
            }
            shown = null;
            finish(back);
            return true;
        }
    }

    private Move back() {
        Move move = backward.next();
        return move instanceof Move.End ? aftermath.next() : move;
    }

    /** True while the window forbids a first start; going on and taking back are exempt. */
    private boolean isClosed() {
        Window window = migration.window();
        boolean first =
                !open && options.rollback() == null && window != null && (options.fresh() || !book.isUnderWay());
        closed = first && !window.isOpen(book.now()) ? window.opens(book.now()) : null;
        return closed != null;
    }

    /** Begins the way back: what is under way ends first. */
    public void takeBack(String why) {
        open();
        book.takeBack(why, book.now());
    }

    /**
     * What a step has brought about has gone bad, though it was done: it has failed, and the file says what follows.
     *
     * @throws CaravanException STEP_FAILED unless all is taken back now
     */
    public void fail(Step step, String why) {
        open();
        if (flying != null && flying.step().equals(step)) {
            // What it still answers was decided otherwise
            flying = null;
            flight = null;
        }
        results.failed(step, why);
    }

    /** When {@link #advance} is worth a call though nothing has ended; empty when only an event helps. */
    public Optional<Instant> due() {
        return closed != null
                ? Optional.of(closed)
                : Optional.ofNullable(waiting).map(Move.Until::time);
    }

    /** What it waits for, for people; empty when it works. */
    public String waitingFor() {
        Instant opens = closed;
        if (opens != null) {
            return "its window, " + migration.window().text() + ", which opens at " + opens;
        }
        Move.Until until = shown;
        return until == null ? "" : until.step().id() + ": " + until.reason();
    }

    /** The step that is being carried out, or waited for; empty between two. */
    public Optional<Step> current() {
        Move.Until until = waiting;
        Move.Call call = flying;
        return until != null
                ? Optional.of(until.step())
                : Optional.ofNullable(call).map(Move.Call::step);
    }

    /** The steps that were begun, in that order. */
    public List<StepRow> steps() {
        return open ? book.rows() : List.of();
    }

    /** What is still to be taken back, in order; of use after a rollback that stopped. */
    public List<String> left() {
        return backward.left();
    }

    /** The passage; null before the first {@link #advance}. */
    public Passage passage() {
        return book.passage();
    }

    private void open() {
        if (open) {
            return;
        }
        Instant asked = book.now();
        if (!options.statements().isEmpty()) {
            book.mustBeUnderWay();
        }
        if (options.rollback() == null) {
            book.begin(options.fresh());
        } else {
            book.last();
            trafficFirst.hurry(options.rollback());
        }
        open = true;
        new Decisions(book, results).take(migration.plan().steps(), options.statements());
        if (options.rollback() != null) {
            book.takeBack(options.rollback(), asked);
        }
        refuseChanged();
    }

    private void refuseChanged() {
        if (options.acceptChanged() || book.passage().rollback() != null) {
            return;
        }
        List<String> changed = migration.plan().steps().stream()
                .filter(step -> book.row(step)
                        .filter(row -> row.state().isOver() && !row.digest().equals(step.digest()))
                        .isPresent())
                .map(step -> step.place() + ": step '" + step.id()
                        + "' is done, but is another one now; put it back, or say --accept-changed")
                .toList();
        if (!changed.isEmpty()) {
            throw CaravanException.several(ErrorCode.PLAN_CHANGED, migration.name(), changed);
        }
    }

    /** What looks again, every second, whether a person has spoken waits all the while. */
    private boolean waitsOn(Move.Call call) {
        return shown != null
                && shown.step().equals(call.step())
                && book.row(call.step()).filter(PlanRun::asks).isPresent();
    }

    private static boolean asks(StepRow row) {
        return row.kind().equals("gate") || row.memo().has("gate");
    }

    private void start(Move.Call call, StepRoutes routes) {
        flying = call;
        flight = routes.call(calls.of(call));
    }

    /** Takes the result of the call that has ended; false when the step works on elsewhere. */
    private boolean settle() {
        StepResult result = results.of(flying.step(), flight);
        Move.Call call = flying;
        KillPoint.pass("answered " + call.step().id());
        flight = null;
        flying = null;
        if (result instanceof StepResult.Busy busy) {
            results.busy(call.step(), busy);
            flying = call;
            return false;
        }
        if (call.purpose() == Purpose.UNDO) {
            results.undone(call.step(), result, backward::left);
        } else if (calls.isAftermath(call.step())) {
            aftermath.heard(call.step(), result);
        } else {
            results.advanced(call.step(), result);
        }
        return true;
    }

    private void finish(boolean back) {
        if (!back) {
            book.end(RunOutcome.DONE);
            return;
        }
        String why = book.passage().rollback();
        book.end(RunOutcome.ROLLED_BACK);
        throw new CaravanException(
                ErrorCode.ROLLED_BACK,
                migration.name(),
                "all that was done has been taken back, because: " + why + aftermath.sentence());
    }
}
