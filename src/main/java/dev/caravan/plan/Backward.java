package dev.caravan.plan;

import dev.caravan.model.Plan;
import dev.caravan.model.Step;
import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import dev.caravan.spi.StepCall.Purpose;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The way back: what users feel first, then every step that was begun, the last one first. */
final class Backward {
    private final Plan plan;
    private final PlanBook book;
    private final StepTraits traits;

    Backward(Plan plan, PlanBook book, StepTraits traits) {
        this.plan = plan;
        this.book = book;
        this.traits = traits;
    }

    Move next() {
        for (Step step : order()) {
            StepRow row = book.row(step).orElseThrow();
            if (row.state().isBack()) {
                continue;
            }
            if (row.state() != StepState.UNDOING) {
                if (traits.undo(step).isEmpty()) {
                    pass(row);
                    continue;
                }
                book.note("is taken back", row, "", row.evidence());
                book.keep(row.become(StepState.UNDOING, ""));
            } else if (row.until() != null && row.until().isAfter(book.now())) {
                return new Move.Until(step, row.until(), row.reason());
            }
            return new Move.Call(step, Purpose.UNDO);
        }
        return new Move.End();
    }

    /** What is still to be taken back, in order. */
    List<String> left() {
        return order().stream()
                .filter(step -> !book.row(step).orElseThrow().state().isBack())
                .filter(step -> traits.undo(step).isPresent())
                .map(Step::id)
                .toList();
    }

    private void pass(StepRow row) {
        String why = "nothing takes a step '" + row.kind() + "' back";
        book.keep(row.stopped(StepState.LEFT, book.now(), why, row.evidence()));
    }

    private List<Step> order() {
        List<Step> begun = new ArrayList<>(
                plan.steps().stream().filter(step -> book.row(step).isPresent()).toList());
        begun.sort(Comparator.comparing((Step step) -> !StepTraits.isTraffic(step))
                .thenComparing(step -> -book.row(step).orElseThrow().number()));
        return begun;
    }
}
