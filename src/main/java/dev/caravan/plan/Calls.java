package dev.caravan.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Migration;
import dev.caravan.model.Step;
import dev.caravan.repository.StepRow;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepCall.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** What a step is told when it is called. */
final class Calls {
    /** How long one call may take where the file sets no limit. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final Migration migration;
    private final PlanBook book;
    private final Results results;
    private final BooleanSupplier stopped;

    Calls(Migration migration, PlanBook book, Results results, BooleanSupplier stopped) {
        this.migration = migration;
        this.book = book;
        this.results = results;
        this.stopped = stopped;
    }

    /** True for a step that a rollback has passed, so that a call of it can only be one that compares with before. */
    boolean isAftermath(Step step) {
        return book.row(step).orElseThrow().state().isBack();
    }

    StepCall of(Move.Call call) {
        Step step = call.step();
        StepRow row = book.row(step).orElseThrow();
        if (isAftermath(step)) {
            return of(step, call.purpose(), row.anew(row.digest(), book.now()));
        }
        Step undo = call.purpose() == Purpose.UNDO ? results.undoStep(step, row) : null;
        if (undo == null) {
            return of(step, call.purpose(), row);
        }
        StepRow own = row.over(row.state(), row.ended(), UndoMemo.of(row.memo()).memo(), row.facts(), row.evidence());
        return of(undo, call.cutOff() ? Purpose.LOOK : Purpose.ADVANCE, own);
    }

    private StepCall of(Step step, Purpose purpose, StepRow row) {
        return new StepCall(
                migration,
                step,
                purpose,
                book.passage().number(),
                row.attempt(),
                row.memo(),
                facts(),
                row.begun(),
                book.now(),
                deadline(step, row),
                stopped);
    }

    private Instant deadline(Step step, StepRow row) {
        Instant patience = book.now().plus(PATIENCE);
        if (step.timeout() == null) {
            return patience;
        }
        Instant own = row.begun().plus(step.timeout());
        return own.isBefore(patience) ? own : patience;
    }

    private ObjectNode facts() {
        ObjectNode facts = book.facts();
        ObjectNode about = facts.putObject("passage");
        about.put("number", book.passage().number());
        about.put("started", book.passage().started().toString());
        about.put("startedBy", book.passage().startedBy());
        return facts;
    }
}
