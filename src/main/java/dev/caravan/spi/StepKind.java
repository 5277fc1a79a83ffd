package dev.caravan.spi;

import dev.caravan.model.Step;
import java.util.Optional;

/**
 * One kind of step: a reconciler. Each call looks what is durable, does one idempotent thing and says where the step stands;
 * none blocks longer than {@link StepCall#deadline}. Routes call {@link #carryOut}; a step's calls come one after another, from
 * any thread. One instance serves every step of its kind: what must last between two calls goes into the result's memo.
 */
public interface StepKind {
    /**
     * Takes the step forward. After a result of {@link StepResult.Wait} it is called again with the memo of that result.
     *
     * @return never null
     */
    StepResult advance(StepCall call);

    /**
     * Takes the effect back; called again after a crash in the middle, so it must be repeatable. The memo is the one of the
     * last {@link StepResult.Done} or {@link StepResult.Wait}.
     */
    StepResult undo(StepCall call);

    /**
     * Says what became of a step whose process ended in the middle of {@link #advance}: {@link StepResult.Done}, {@link
     * StepResult.Again} when repeating does no harm, or {@link StepResult.Unknown} when a person must look.
     */
    StepResult look(StepCall call);

    /** What the step would do, in one sentence for {@code plan}; no secrets. */
    String outlook(Step step);

    /** What {@link #undo} would do, in one sentence; empty when this kind has no undo for such a step. */
    Optional<String> undoOf(Step step);

    /** True when the step changes something outside that only an undo or a person brings back. */
    boolean destructive(Step step);

    /** Does what the call is for. */
    default StepResult carryOut(StepCall call) {
        return switch (call.purpose()) {
            case ADVANCE -> advance(call);
            case UNDO -> undo(call);
            case LOOK -> look(call);
        };
    }
}
