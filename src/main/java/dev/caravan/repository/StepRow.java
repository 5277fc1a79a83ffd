package dev.caravan.repository;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Step;
import java.time.Instant;

/**
 * One step of a passage, as recorded.
 *
 * @param step {@code phase/name}
 * @param digest of the step's definition when it was begun
 * @param attempt which try, from 1
 * @param ended null while it is not over
 * @param until when a waiting step is looked at again; null otherwise
 * @param reason for people: what it waits for, why it failed; empty when all is well
 * @param memo what its kind keeps between two calls, an object
 * @param facts what it found out, an object
 * @param evidence what proves it, an object
 * @param number in which order the steps were begun, from 1
 */
public record StepRow(
        String step,
        String kind,
        String digest,
        StepState state,
        int attempt,
        Instant begun,
        Instant ended,
        Instant until,
        String reason,
        JsonNode memo,
        JsonNode facts,
        JsonNode evidence,
        int number) {
    public StepRow {
        requireNonNull(state, "state is null");
        requireNonNull(reason, "reason is null");
        requireNonNull(memo, "memo is null");
        requireNonNull(facts, "facts is null");
        requireNonNull(evidence, "evidence is null");
    }

    /** In the memo of a step that has failed and waits for a phase before it is tried once more. */
    private static final String REMEDY = "remedy";

    /** A step that is begun now. */
    public static StepRow begin(Step step, int number, Instant now) {
        JsonNode nothing = JsonNodeFactory.instance.objectNode();
        return new StepRow(
                step.id(),
                step.kind(),
                step.digest(),
                StepState.RUNNING,
                1,
                now,
                null,
                null,
                "",
                nothing,
                nothing,
                nothing,
                number);
    }

    /** The same step in another state, for a reason that may be empty. */
    public StepRow become(StepState next, String why) {
        return new StepRow(step, kind, digest, next, attempt, begun, null, null, why, memo, facts, evidence, number);
    }

    /** Over, at a time, with what it left. */
    public StepRow over(StepState next, Instant at, JsonNode newMemo, JsonNode newFacts, JsonNode newEvidence) {
        return new StepRow(
                step, kind, digest, next, attempt, begun, at, null, "", newMemo, newFacts, newEvidence, number);
    }

    /** Failed, unknown or passed over, at a time. */
    public StepRow stopped(StepState next, Instant at, String why, JsonNode newEvidence) {
        return new StepRow(step, kind, digest, next, attempt, begun, at, null, why, memo, facts, newEvidence, number);
    }

    /** Waiting for a time. */
    public StepRow waiting(Instant time, String why, JsonNode newMemo) {
        return until(StepState.WAITING, time, why, newMemo);
    }

    /** Being taken back, and waiting for a time. */
    public StepRow undoing(Instant time, String why, JsonNode newMemo) {
        return until(StepState.UNDOING, time, why, newMemo);
    }

    private StepRow until(StepState next, Instant time, String why, JsonNode newMemo) {
        return new StepRow(step, kind, digest, next, attempt, begun, null, time, why, newMemo, facts, evidence, number);
    }

    /** Failed, and waiting for a phase to be carried out before it is tried once more. */
    public StepRow askingFor(String phase, Instant now, String why) {
        ObjectNode more = memo.isObject() ? memo.deepCopy() : JsonNodeFactory.instance.objectNode();
        return until(StepState.WAITING, now, why, more.put(REMEDY, phase));
    }

    /** True when it waits for a phase that it has asked for. */
    public boolean asks() {
        return state == StepState.WAITING && memo.has(REMEDY);
    }

    /** The first try after the phase that it has asked for. */
    public StepRow remedied(String newDigest, Instant now) {
        ObjectNode own = memo.deepCopy();
        own.remove(REMEDY);
        return until(StepState.RUNNING, null, "", own).anew(newDigest, now);
    }

    /** The next try. */
    public StepRow again(String newDigest) {
        return new StepRow(
                step,
                kind,
                newDigest,
                StepState.RUNNING,
                attempt + 1,
                begun,
                null,
                null,
                "",
                memo,
                facts,
                evidence,
                number);
    }

    /** The first try of a later run, after all tries of an earlier one failed. */
    public StepRow anew(String newDigest, Instant now) {
        return new StepRow(
                step, kind, newDigest, StepState.RUNNING, 1, now, null, null, "", memo, facts, evidence, number);
    }
}
