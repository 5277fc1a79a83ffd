package dev.caravan.plan;

import dev.caravan.model.Step;
import dev.caravan.spi.StepCall.Purpose;
import java.time.Instant;

/** What the plan loop does next. */
sealed interface Move {
    /**
     * Calls a step.
     *
     * @param cutOff true when an earlier run set this very undo going, and nobody knows what became of it
     */
    record Call(Step step, Purpose purpose, boolean cutOff) implements Move {
        Call(Step step, Purpose purpose) {
            this(step, purpose, false);
        }
    }

    /** Waits for a time. */
    record Until(Step step, Instant time, String reason) implements Move {}

    /** Nothing is left. */
    record End() implements Move {}
}
