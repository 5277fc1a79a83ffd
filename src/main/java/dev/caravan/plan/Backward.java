package dev.caravan.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.Plan;
import dev.caravan.model.Step;
import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import dev.caravan.spi.StepCall.Purpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The way back: what users feel first, then every step that was begun, the last one first. Where v1 does not answer, users stay
 * on v2 until a step that was taken back has brought v1 up.
 */
final class Backward {
    private final Plan plan;
    private final PlanBook book;
    private final StepTraits traits;
    private final TrafficFirst trafficFirst;
    /** Undos that this run has set going: what they are in, this process knows. */
    private final Set<String> called = new HashSet<>();

    private boolean trafficIsBack;

    Backward(Plan plan, PlanBook book, StepTraits traits, TrafficFirst trafficFirst) {
        this.plan = plan;
        this.book = book;
        this.traits = traits;
        this.trafficFirst = trafficFirst;
    }

    Move next() {
        if (!trafficIsBack) {
            trafficIsBack = trafficFirst.giveBack(book.passage().rollback());
        }
        for (Step step : order()) {
            StepRow row = book.row(step).orElseThrow();
            if (row.state().isBack()) {
                continue;
            }
            if (row.state() != StepState.UNDOING) {
                if (traits.undo(step).isEmpty()) {
                    pass(step, row);
                    continue;
                }
                // What its own work left means nothing to the steps that the file gives
                StepRow undoing = step.undo().isEmpty()
                        ? row.become(StepState.UNDOING, "")
                        : row.over(StepState.UNDOING, null, nothing(), row.facts(), row.evidence());
                book.keep(undoing, "is taken back", "", row.evidence());
            } else if (row.until() != null && row.until().isAfter(book.now())) {
                return new Move.Until(step, row.until(), row.reason());
            }
            return call(step);
        }
        return new Move.End();
    }

    /** What the file gives to take it back is written down before it begins, as any step is. */
    private Move call(Step step) {
        if (step.undo().isEmpty()) {
            return new Move.Call(step, Purpose.UNDO);
        }
        StepRow row = book.row(step).orElseThrow();
        UndoMemo so = UndoMemo.of(row.memo());
        boolean ours = called.contains(step.id() + "#" + so.undone());
        called.add(step.id() + "#" + so.undone());
        if (so.begun()) {
            return new Move.Call(step, Purpose.UNDO, !ours);
        }
        book.keep(row.over(StepState.UNDOING, null, so.begin().node(), row.facts(), row.evidence()));
        return new Move.Call(step, Purpose.UNDO);
    }

    /** What is still to be taken back, in order. */
    List<String> left() {
        return order().stream()
                .filter(step -> !book.row(step).orElseThrow().state().isBack())
                .filter(step -> traits.undo(step).isPresent())
                .map(Step::id)
                .toList();
    }

    private static JsonNode nothing() {
        return JsonNodeFactory.instance.objectNode();
    }

    private void pass(Step step, StepRow row) {
        // Why the way back began must not be lost on it
        String before = row.reason().isEmpty() ? "" : row.state().text() + ": " + row.reason() + "; ";
        String why = before
                + traits.leaves(step)
                        .map(what -> "it leaves " + what)
                        .orElse("nothing takes a step '" + row.kind() + "' back");
        Instant ended = row.ended() == null ? book.now() : row.ended();
        book.keep(row.stopped(StepState.LEFT, ended, why, row.evidence()));
    }

    private List<Step> order() {
        List<Step> begun = new ArrayList<>(
                plan.steps().stream().filter(step -> book.row(step).isPresent()).toList());
        begun.sort(Comparator.comparing((Step step) -> trafficIsBack && !StepTraits.isTraffic(step))
                .thenComparing(step -> -book.row(step).orElseThrow().number()));
        return begun;
    }
}
