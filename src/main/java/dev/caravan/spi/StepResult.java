package dev.caravan.spi;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.ErrorCode;
import java.time.Instant;

/** Where a step stands after a call. */
public sealed interface StepResult {

    /**
     * The step's effect is there, or taken back.
     *
     * @param facts numbers and texts for gates and conditions, an object
     * @param evidence what proves it, an object for the journal and the report; no secrets
     * @param memo what an undo needs, an object
     */
    record Done(JsonNode facts, JsonNode evidence, JsonNode memo) implements StepResult {
        public Done {
            requireNonNull(facts, "facts is null");
            requireNonNull(evidence, "evidence is null");
            requireNonNull(memo, "memo is null");
        }
    }

    /**
     * Nothing can be done before {@code until}.
     *
     * @param until when to call again
     * @param reason for people: what is waited for
     * @param memo what the next call needs, an object
     */
    record Wait(Instant until, String reason, JsonNode memo) implements StepResult {
        public Wait {
            requireNonNull(until, "until is null");
            requireNonNull(memo, "memo is null");
        }
    }

    /**
     * It did not work, and nothing of it is under way.
     *
     * @param code decides the exit status when no try is left
     * @param reason what was seen; what to do
     */
    record Failed(ErrorCode code, String reason, JsonNode evidence) implements StepResult {
        public Failed {
            requireNonNull(evidence, "evidence is null");
        }
    }

    /** Nobody can tell whether the effect is there: the run stops, and {@code reason} says what to look at. */
    record Unknown(String reason, JsonNode evidence) implements StepResult {
        public Unknown {
            requireNonNull(evidence, "evidence is null");
        }
    }

    /** Answers {@link StepKind#look}: the effect is not there, or doing it twice does no harm. */
    record Again() implements StepResult {}

    /** Work goes on elsewhere, which tells when something has changed. */
    record Busy(String reason) implements StepResult {}

    /** Done, with nothing to tell. */
    static Done done() {
        return done(JsonNodeFactory.instance.objectNode());
    }

    /** Done, with facts that are the evidence too. */
    static Done done(JsonNode facts) {
        return new Done(facts, facts, JsonNodeFactory.instance.objectNode());
    }

    /** Waiting, with nothing to remember. */
    static Wait waiting(Instant until, String reason) {
        return new Wait(until, reason, JsonNodeFactory.instance.objectNode());
    }

    /** Failed as steps do. */
    static Failed failed(String reason) {
        return new Failed(ErrorCode.STEP_FAILED, reason, JsonNodeFactory.instance.objectNode());
    }
}
