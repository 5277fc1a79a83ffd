package dev.caravan.spi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.Migration;
import dev.caravan.model.Step;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * One call of a step kind.
 *
 * @param passage which passage of the migration this is, from 1: a step is done once a passage
 * @param attempt which try this is, from 1
 * @param memo what the step's last result left, an object; empty at first
 * @param facts what is known of the migration: {@code {"<step>": {..}, "<pipeline>": {..}}}
 * @param begun when the step was first begun
 * @param now the time of the call
 * @param deadline when the call must have returned
 * @param stopped true once the run is to end: the call should return soon, with {@link StepResult.Wait}
 */
public record StepCall(
        Migration migration,
        Step step,
        Purpose purpose,
        long passage,
        int attempt,
        JsonNode memo,
        JsonNode facts,
        Instant begun,
        Instant now,
        Instant deadline,
        BooleanSupplier stopped) {

    /** What the call is for. */
    public enum Purpose {
        ADVANCE,
        UNDO,
        LOOK
    }

    /** The same call of another step. */
    public StepCall of(Step other) {
        return new StepCall(migration, other, purpose, passage, attempt, memo, facts, begun, now, deadline, stopped);
    }

    /** A name for this step of this passage, the same after every restart: a marker for the far side. */
    public String token() {
        return migration.name() + "/" + passage + "/" + step.id();
    }
}
