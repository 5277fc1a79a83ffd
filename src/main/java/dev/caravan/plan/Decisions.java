package dev.caravan.plan;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Step;
import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import java.util.List;

/** Lets people decide about steps whose outcome is unknown, and about no others. */
final class Decisions {
    private final PlanBook book;
    private final Results results;

    Decisions(PlanBook book, Results results) {
        this.book = book;
        this.results = results;
    }

    /**
     * Writes down what was said: all of it, or nothing.
     *
     * @throws CaravanException USAGE when a step's outcome is not unknown
     */
    void take(List<Step> steps, List<Statement> statements) {
        for (Statement said : statements) {
            mustBeUnknown(said, steps);
        }
        for (Statement said : statements) {
            steps.stream().filter(step -> step.id().equals(said.step())).forEach(step -> take(step, said));
        }
    }

    private void mustBeUnknown(Statement said, List<Step> steps) {
        String standing = steps.stream()
                .filter(step -> step.id().equals(said.step()))
                .findFirst()
                .flatMap(book::row)
                .map(row ->
                        isCutOff(row) ? StepState.UNKNOWN.text() : row.state().text())
                .orElse("not begun");
        if (!standing.equals(StepState.UNKNOWN.text())) {
            throw new CaravanException(
                    ErrorCode.USAGE,
                    said.step(),
                    "is " + standing
                            + "; --done and --again decide about a step whose outcome is unknown, 'status' tells"
                            + " which is");
        }
    }

    /** True when its undo was set going, and the run that did so is gone. */
    private static boolean isCutOff(StepRow row) {
        return row.state() == StepState.UNDOING && UndoMemo.of(row.memo()).begun();
    }

    private void take(Step step, Statement said) {
        StepRow row = book.row(step).orElseThrow();
        ObjectNode evidence = JsonNodeFactory.instance.objectNode();
        evidence.put("said", said.done() ? "done" : "not done").put("by", said.by());
        if (!said.why().isEmpty()) {
            evidence.put("why", said.why());
        }
        book.note(said.by(), said.done() ? "is said to be done" : "is to be done again", row, said.why(), evidence);
        if (row.state() == StepState.UNDOING) {
            results.undoSettled(step, said.done());
            return;
        }
        // A failed step is begun again by the run that finds it
        book.keep(
                said.done()
                        ? row.over(StepState.DONE, book.now(), row.memo(), row.facts(), evidence)
                        : row.stopped(StepState.FAILED, book.now(), "not done, says " + said.by(), evidence));
    }
}
