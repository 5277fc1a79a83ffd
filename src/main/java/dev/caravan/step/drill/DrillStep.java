package dev.caravan.step.drill;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Plan;
import dev.caravan.model.Step;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepCall.Purpose;
import dev.caravan.spi.StepKind;
import dev.caravan.spi.StepResult;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Rehearses the way back for real: carries out the steps of a later phase, takes them back from the end, and times that. What
 * a step does users may feel, as they will when it counts. One step of the phase a call; a failure on the way there begins
 * the way back, and fails the drill once all is as before.
 */
public final class DrillStep implements StepKind {
    /** Kinds that ask people, watch, tell, or cannot be taken back. */
    private static final List<String> LEFT_OUT = List.of("attest", "drill", "gate", "notify", "observe", "pipeline");

    private final Function<String, StepKind> kinds;

    /** @param kinds every kind by name; asked for at a call */
    public DrillStep(Function<String, StepKind> kinds) {
        this.kinds = kinds;
    }

    @Override
    public StepResult advance(StepCall call) {
        Rehearsal so = Rehearsal.of(call.memo());
        List<Step> steps = steps(call);
        if (!so.back() && so.at() < steps.size()) {
            return there(call, so, steps.get(so.at()));
        }
        if (!so.back()) {
            return next(call, so.turn(steps.size(), call.now(), ""));
        }
        return back(call, so, steps, Purpose.ADVANCE);
    }

    private StepResult there(StepCall call, Rehearsal so, Step step) {
        StepResult result = kinds.apply(step.kind()).advance(inner(call, step, so, Purpose.ADVANCE));
        if (result instanceof StepResult.Done done) {
            return next(call, so.done(step, done.memo()));
        }
        if (result instanceof StepResult.Wait wait) {
            Rehearsal kept = so.keep(step, wait.memo());
            return new StepResult.Wait(wait.until(), shown(step.id(), wait), kept.memo());
        }
        if (so.tries() < step.retry().attempts()) {
            return again(call, so, step);
        }
        String why = result instanceof StepResult.Failed failed
                ? failed.reason()
                : result instanceof StepResult.Unknown unknown ? unknown.reason() : "cannot be rehearsed";
        return next(call, so.turn(so.at() + 1, call.now(), step.id() + " failed: " + why));
    }

    /** Takes one step back; done when none is left. */
    private StepResult back(StepCall call, Rehearsal so, List<Step> steps, Purpose purpose) {
        if (so.at() == 0) {
            return over(call, so, purpose);
        }
        Step step = steps.get(so.at() - 1);
        boolean own = step.undo().isEmpty();
        if (own && kinds.apply(step.kind()).undoOf(step).isEmpty()
                || !own && so.undone() >= step.undo().size()) {
            return next(call, so.taken());
        }
        Step undo = own ? step : step.undo().get(so.undone());
        StepResult result =
                kinds.apply(undo.kind()).carryOut(inner(call, undo, so, own ? Purpose.UNDO : Purpose.ADVANCE));
        if (result instanceof StepResult.Done) {
            return next(call, own ? so.taken() : so.undoneOne());
        }
        if (result instanceof StepResult.Wait wait) {
            return new StepResult.Wait(
                    wait.until(),
                    shown("back, " + undo.id(), wait),
                    so.keep(undo, wait.memo()).memo());
        }
        if (so.tries() < undo.retry().attempts()) {
            return again(call, so, undo);
        }
        String why = result instanceof StepResult.Failed failed ? failed.reason() : String.valueOf(result);
        return StepResult.failed("the way back does not work: " + undo.id() + ": " + why
                + "; mend it, then run again, which goes on with the way back");
    }

    private static String shown(String step, StepResult.Wait wait) {
        return wait.reason().isEmpty() ? step : step + ": " + wait.reason();
    }

    private static StepResult again(StepCall call, Rehearsal so, Step step) {
        String why = step.name() + ": try " + (so.tries() + 1) + " of "
                + (step.retry().attempts() + 1) + " failed";
        return new StepResult.Wait(
                call.now().plus(step.retry().backoff()), why, so.failedOnce().memo());
    }

    private static StepResult over(StepCall call, Rehearsal so, Purpose purpose) {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        facts.put("there", so.secondsThere(call.begun())).put("seconds", so.secondsBack(call.now()));
        facts.put("problem", so.problem());
        if (purpose == Purpose.ADVANCE && !so.problem().isEmpty()) {
            return new StepResult.Failed(ErrorCode.STEP_FAILED, so.problem() + "; all was taken back", facts);
        }
        return new StepResult.Done(facts, facts, JsonNodeFactory.instance.objectNode());
    }

    private static StepResult next(StepCall call, Rehearsal so) {
        return new StepResult.Wait(call.now(), "", so.memo());
    }

    private static StepCall inner(StepCall call, Step step, Rehearsal so, Purpose purpose) {
        return new StepCall(
                call.migration(),
                step,
                purpose,
                call.passage(),
                1,
                so.memoOf(step),
                call.facts(),
                call.begun(),
                call.now(),
                call.deadline(),
                call.stopped());
    }

    /** Whatever was rehearsed and not yet taken back. */
    @Override
    public StepResult undo(StepCall call) {
        Rehearsal so = Rehearsal.of(call.memo());
        return so.at() == 0 && !so.back()
                ? StepResult.done()
                : back(call, so.back() ? so : so.turn(so.at(), call.now(), ""), steps(call), Purpose.UNDO);
    }

    /** Which step of the phase was cut off is in the memo; what became of it its kind is asked. */
    @Override
    public StepResult look(StepCall call) {
        Rehearsal so = Rehearsal.of(call.memo());
        List<Step> steps = steps(call);
        if (so.back() || so.at() >= steps.size()) {
            return new StepResult.Again();
        }
        Step step = steps.get(so.at());
        StepResult result = kinds.apply(step.kind()).look(inner(call, step, so, Purpose.LOOK));
        return result instanceof StepResult.Unknown ? result : new StepResult.Again();
    }

    @Override
    public String outlook(Step step) {
        return "carries out the steps of phase " + step.options().path("of").asText()
                + ", takes them back, and times the way back; users may feel it";
    }

    @Override
    public Optional<String> undoOf(Step step) {
        return Optional.of("takes back what was rehearsed and is not yet back");
    }

    @Override
    public boolean destructive(Step step) {
        return false;
    }

    private List<Step> steps(StepCall call) {
        String wanted = call.step().options().path("of").asText();
        return call.migration().plan().phases().stream()
                .filter(phase -> phase.name().equals(wanted))
                .map(Plan.Phase::steps)
                .flatMap(List::stream)
                .filter(step -> !LEFT_OUT.contains(step.kind()) && !step.irreversible())
                .toList();
    }
}
