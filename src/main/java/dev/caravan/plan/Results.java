package dev.caravan.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.KillPoint;
import dev.caravan.model.ShellWord;
import dev.caravan.model.Step;
import dev.caravan.model.Withheld;
import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import dev.caravan.spi.StepResult;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Writes down what came of a call. */
final class Results {
    private final PlanBook book;
    private final Consumer<String> trafficFirst;
    private final Withheld withheld;

    Results(PlanBook book, Consumer<String> trafficFirst, Withheld withheld) {
        this.book = book;
        this.trafficFirst = trafficFirst;
        this.withheld = withheld;
    }

    /** The result of an ended call, without secrets but in what an undo needs; an exception of the kind is a failure of the step. */
    StepResult of(Step step, CompletableFuture<StepResult> flight) {
        StepResult result = ended(step, flight);
        if (result instanceof StepResult.Done done) {
            return new StepResult.Done(withheld.in(done.facts()), withheld.in(done.evidence()), done.memo());
        } else if (result instanceof StepResult.Wait wait) {
            return new StepResult.Wait(wait.until(), withheld.in(wait.reason()), wait.memo());
        } else if (result instanceof StepResult.Failed failed) {
            return new StepResult.Failed(failed.code(), withheld.in(failed.reason()), withheld.in(failed.evidence()));
        } else if (result instanceof StepResult.Unknown unknown) {
            return new StepResult.Unknown(withheld.in(unknown.reason()), withheld.in(unknown.evidence()));
        } else if (result instanceof StepResult.Busy busy) {
            return new StepResult.Busy(withheld.in(busy.reason()));
        }
        return result;
    }

    private StepResult ended(Step step, CompletableFuture<StepResult> flight) {
        try {
            return flight.join();
        } catch (CompletionException e) {
            Throwable deepest = e;
            while (!(deepest instanceof CaravanException) && deepest.getCause() != null) {
                deepest = deepest.getCause();
            }
            if (deepest instanceof CaravanException known) {
                return new StepResult.Failed(known.code(), reason(step, known), nothing());
            }
            return new StepResult.Failed(
                    ErrorCode.INTERNAL, "a mistake in Caravan or in a route: " + deepest, nothing());
        }
    }

    /** What was seen, and where, unless that is the step itself or stands in the sentence. */
    private static String reason(Step step, CaravanException known) {
        String said = known.getMessage();
        boolean told = known.lines().size() > 1 || known.where().equals(step.id()) || said.contains(known.where());
        return told ? said : known.where() + ": " + said;
    }

    /** The step has work under way that tells when it is done. */
    void busy(Step step, StepResult.Busy busy) {
        StepRow row = row(step);
        if (!row.reason().equals(busy.reason())) {
            book.keep(row.become(StepState.RUNNING, busy.reason()));
        }
    }

    /** After a call that took the step forward, or asked what became of it. */
    void advanced(Step step, StepResult result) {
        StepRow row = row(step);
        if (result instanceof StepResult.Done done) {
            StepRow over = row.over(StepState.DONE, book.now(), done.memo(), done.facts(), done.evidence());
            book.keep(over, "is done", "", done.evidence());
            KillPoint.pass("step-done");
        } else if (result instanceof StepResult.Wait wait) {
            waits(step, row, wait);
        } else if (result instanceof StepResult.Failed failed) {
            failed(step, row, failed);
        } else if (result instanceof StepResult.Unknown unknown) {
            unknown(step, row, unknown);
        } else {
            book.keep(
                    row.again(step.digest()),
                    "is tried again",
                    "it was cut off, and repeating does no harm",
                    row.evidence());
        }
    }

    private void waits(Step step, StepRow row, StepResult.Wait wait) {
        if (step.timeout() != null && !book.now().isBefore(row.begun().plus(step.timeout()))) {
            String why = "not there within " + step.timeout().toSeconds() + " s: " + wait.reason();
            failed(step, row, new StepResult.Failed(ErrorCode.STEP_FAILED, why, nothing()));
            return;
        }
        StepRow waiting = row.waiting(wait.until(), wait.reason(), wait.memo());
        if (isNews(row, wait)) {
            book.keep(waiting, "waits", wait.reason(), nothing());
        } else {
            book.keep(waiting);
        }
    }

    /** A step that looks every second and shows fresh figures says by {@code said} what is worth an entry of the journal. */
    private static boolean isNews(StepRow row, StepResult.Wait wait) {
        return wait.memo().has("said")
                ? !wait.memo().get("said").equals(row.memo().path("said"))
                : !row.reason().equals(wait.reason());
    }

    private void failed(Step step, StepRow row, StepResult.Failed failed) {
        if (row.attempt() <= step.retry().attempts()) {
            Instant next = book.now().plus(step.retry().backoff());
            String why =
                    "try " + row.attempt() + " of " + (step.retry().attempts() + 1) + " failed: " + failed.reason();
            book.keep(row.again(step.digest()).waiting(next, why, nothing()));
            return;
        }
        end(step, row, failed);
    }

    /** A step that has failed after it was done; no further try would tell otherwise. */
    void failed(Step step, String why) {
        StepRow row = row(step);
        end(step, row, new StepResult.Failed(ErrorCode.STEP_FAILED, why, row.evidence()));
        if (!step.rollback() && row(step).state() == StepState.FAILED) {
            throw new CaravanException(ErrorCode.STEP_FAILED, step.id(), why);
        }
    }

    private void end(Step step, StepRow row, StepResult.Failed failed) {
        boolean person = failed.evidence().has("by");
        if (!step.remedy().isEmpty() && !person && !book.hasBegun(step.remedy())) {
            remedy(step, row, failed);
            return;
        }
        String why = "step '" + step.id() + "' failed: " + failed.reason();
        Instant asked = book.now();
        if (step.rollback()) {
            // Before it is written down: what cannot be written keeps nobody on a bad v2
            trafficFirst.accept(why);
        }
        StepRow stopped = row.stopped(StepState.FAILED, book.now(), failed.reason(), failed.evidence());
        book.keep(stopped, "failed", failed.reason(), failed.evidence());
        if (step.rollback()) {
            book.takeBack(why, asked);
            return;
        }
        if (!step.kind().equals("check")) {
            throw new CaravanException(failed.code(), step.id(), failed.reason());
        }
    }

    /** Once a passage: what fails again then has really failed. */
    private void remedy(Step step, StepRow row, StepResult.Failed failed) {
        String why = failed.reason() + "; phase '" + step.remedy() + "' comes first, then it is tried once more";
        book.keep(row.askingFor(step.remedy(), book.now(), why), "asks for a remedy", why, failed.evidence());
    }

    private void unknown(Step step, StepRow row, StepResult.Unknown unknown) {
        String why = unknown.reason() + "; then run it again with " + done(step);
        StepRow stopped = row.stopped(StepState.UNKNOWN, book.now(), why, unknown.evidence());
        book.keep(stopped, "has an unknown outcome", why, unknown.evidence());
        throw new CaravanException(ErrorCode.OUTCOME_UNKNOWN, step.id(), why);
    }

    /** What a person types who has looked. */
    private static String done(Step step) {
        String word = ShellWord.of(step.id());
        return "--done " + word + " if it did, or with --again " + word + " if it did not";
    }

    /** The step of the file that is to be carried out next to take {@code step} back; null for the kind's own undo. */
    Step undoStep(Step step, StepRow row) {
        return step.undo().isEmpty()
                ? null
                : step.undo().get(UndoMemo.of(row.memo()).undone());
    }

    /** After a call that took the step back, or asked what became of its undo. */
    void undone(Step step, StepResult result, Supplier<List<String>> left) {
        StepRow row = row(step);
        boolean listed = !step.undo().isEmpty();
        UndoMemo so = UndoMemo.of(row.memo());
        if (result instanceof StepResult.Done done) {
            back(step, row, done);
        } else if (result instanceof StepResult.Wait wait) {
            JsonNode memo = listed ? so.waits(wait.memo()).node() : wait.memo();
            book.keep(row.undoing(wait.until(), wait.reason(), memo));
        } else if (result instanceof StepResult.Failed failed) {
            if (!listed || !triedAgain(step.undo().get(so.undone()), row, failed)) {
                throw stuck(
                        step,
                        listed ? row.over(StepState.UNDOING, null, so.anew().node(), row.facts(), row.evidence()) : row,
                        failed.code(),
                        failed.reason(),
                        left);
            }
        } else if (result instanceof StepResult.Unknown unknown) {
            String why = unknown.reason() + "; then roll back again with " + done(step);
            throw stuck(step, row, ErrorCode.OUTCOME_UNKNOWN, why, left);
        } else if (!(result instanceof StepResult.Again)) {
            throw new IllegalStateException("an undo answers " + result);
        }
    }

    private boolean triedAgain(Step undo, StepRow row, StepResult.Failed failed) {
        UndoMemo so = UndoMemo.of(row.memo());
        if (so.tries() >= undo.retry().attempts()) {
            return false;
        }
        String why = undo.name() + ": try " + (so.tries() + 1) + " of "
                + (undo.retry().attempts() + 1) + " failed: " + failed.reason();
        book.keep(row.undoing(
                book.now().plus(undo.retry().backoff()), why, so.failed().node()));
        return true;
    }

    /** What a person says of an undo that was cut off: it did its work, or is to be done again. */
    void undoSettled(Step step, boolean done) {
        StepRow row = row(step);
        if (done) {
            back(step, row, StepResult.done());
        } else {
            JsonNode memo = UndoMemo.of(row.memo()).anew().node();
            book.keep(row.over(StepState.UNDOING, null, memo, row.facts(), row.evidence()));
        }
    }

    private void back(Step step, StepRow row, StepResult.Done done) {
        UndoMemo next = UndoMemo.of(row.memo()).next();
        JsonNode soFar = step.undo().isEmpty() ? row.evidence() : kept(undoStep(step, row), row, row.evidence());
        if (next.undone() < step.undo().size()) {
            book.keep(row.over(StepState.UNDOING, null, next.node(), row.facts(), soFar));
            return;
        }
        StepRow last = row.over(row.state(), null, row.memo(), row.facts(), soFar);
        JsonNode evidence = kept(step, last, done.evidence());
        book.keep(
                row.over(StepState.UNDONE, book.now(), row.memo(), row.facts(), evidence),
                "has been taken back",
                "",
                evidence);
        KillPoint.pass("step-undone");
    }

    private JsonNode kept(Step done, StepRow row, JsonNode evidence) {
        return Deadlines.kept(book.passage(), done, row.evidence(), evidence, book.now());
    }

    private CaravanException stuck(Step step, StepRow row, ErrorCode code, String why, Supplier<List<String>> left) {
        book.keep(row.become(StepState.UNDOING, why), "could not be taken back", why, nothing());
        return new CaravanException(
                code,
                step.id(),
                "could not be taken back: " + why + "; still to be taken back: " + String.join(", ", left.get()));
    }

    private StepRow row(Step step) {
        return book.row(step).orElseThrow();
    }

    private static ObjectNode nothing() {
        return JsonNodeFactory.instance.objectNode();
    }
}
