package dev.caravan.plan;

import dev.caravan.model.Step;
import dev.caravan.spi.StepCall.Purpose;
import java.time.Instant;

/** What the plan loop does next. */
sealed interface Move {
    /** Calls a step. */
    record Call(Step step, Purpose purpose) implements Move {}

    /** Waits for a time. */
    record Until(Step step, Instant time, String reason) implements Move {}

    /** Nothing is left. */
    record End() implements Move {}
}
