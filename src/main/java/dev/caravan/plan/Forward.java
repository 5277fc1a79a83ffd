package dev.caravan.plan;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.KillPoint;
import dev.caravan.model.Plan;
import dev.caravan.model.Step;
import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import dev.caravan.spi.StepCall.Purpose;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The way through the plan. */
final class Forward {
    private static final String CHECK = "check";

    private final Plan plan;
    private final PlanBook book;
    private final Facts facts;
    private final Set<String> remedies;
    /** Steps that this run has called: what they are in, this process knows. */
    private final Set<String> called = new HashSet<>();

    Forward(Plan plan, PlanBook book, Facts facts) {
        this.plan = plan;
        this.book = book;
        this.facts = facts;
        this.remedies = plan.remedies();
    }

    /**
     * The next move.
     *
     * @throws CaravanException STEP_FAILED when checks of a phase failed, after all of them have run
     */
    Move next() {
        for (Plan.Phase phase : plan.phases()) {
            Optional<Move> move = remedies.contains(phase.name()) ? Optional.empty() : next(phase);
            if (move.isPresent()) {
                return move.get();
            }
        }
        return new Move.End();
    }

    private Optional<Move> next(Plan.Phase phase) {
        List<String> failed = new ArrayList<>();
        for (Step step : phase.steps()) {
            if (!failed.isEmpty() && !step.kind().equals(CHECK)) {
                break;
            }
            Optional<Move> move = move(step, failed);
            if (move.isPresent()) {
                return move;
            }
        }
        if (!failed.isEmpty()) {
            throw CaravanException.several(ErrorCode.STEP_FAILED, phase.name(), failed);
        }
        return Optional.empty();
    }

    /** What the step has asked for comes first; then it begins again. */
    private Optional<Move> remedied(Step step, StepRow row) {
        Optional<Move> move = plan.phases().stream()
                .filter(phase -> phase.name().equals(step.remedy()))
                .findFirst()
                .flatMap(this::next);
        return move.isPresent() ? move : Optional.of(again(step, row, row.remedied(step.digest(), book.now())));
    }

    private Optional<Move> move(Step step, List<String> failed) {
        StepRow row = book.row(step).orElse(null);
        if (row == null) {
            return leftOut(step) ? Optional.empty() : Optional.of(begin(step));
        }
        boolean ours = called.contains(step.id());
        return switch (row.state()) {
            case DONE, SKIPPED -> Optional.empty();
            case RUNNING -> Optional.of(call(step, ours ? Purpose.ADVANCE : Purpose.LOOK));
            case WAITING ->
                row.asks()
                        ? remedied(step, row)
                        : Optional.of(
                                row.until().isAfter(book.now())
                                        ? new Move.Until(step, row.until(), row.reason())
                                        : call(step, Purpose.ADVANCE));
            case FAILED -> {
                if (ours) {
                    failed.add(step.id() + ": " + row.reason());
                    yield Optional.empty();
                }
                yield Optional.of(anew(step, row));
            }
            case UNKNOWN -> Optional.of(call(step, Purpose.LOOK));
            case UNDOING, UNDONE, LEFT -> Optional.of(anew(step, row));
        };
    }

    private boolean leftOut(Step step) {
        String why = "";
        if (step.when() != null && !facts.holds(step.when(), book.facts(), step.id())) {
            why = "when: " + step.when() + " does not hold";
        } else if (step.unless() != null && facts.holds(step.unless(), book.facts(), step.id())) {
            why = "unless: " + step.unless() + " holds";
        }
        if (why.isEmpty()) {
            return false;
        }
        why = plan.withheld().in(why);
        StepRow row = StepRow.begin(step, book.nextNumber(), book.now());
        book.keep(row.stopped(StepState.SKIPPED, book.now(), why, row.evidence()), "left out", why, row.evidence());
        KillPoint.pass("step-done");
        return true;
    }

    private Move begin(Step step) {
        StepRow row = StepRow.begin(step, book.nextNumber(), book.now());
        book.keep(row, "begins", "", row.evidence());
        return call(step, Purpose.ADVANCE);
    }

    private Move anew(Step step, StepRow row) {
        return again(step, row, row.anew(step.digest(), book.now()));
    }

    private Move again(Step step, StepRow row, StepRow next) {
        book.keep(next, "begins again", row.reason(), row.evidence());
        return call(step, Purpose.ADVANCE);
    }

    private Move call(Step step, Purpose purpose) {
        called.add(step.id());
        return new Move.Call(step, purpose);
    }
}
