package dev.caravan.model;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * One step of a plan, checked.
 *
 * @param phase the phase it stands in
 * @param name the file's, or the kind where the file names none; unique in its phase
 * @param kind what it does: {@code check}, {@code exec}, ...
 * @param options the kind's own keys, an object, placeholders resolved; secrets in clear, so never shown as they are
 * @param timeout how long it may take from its first beginning, or null for no limit
 * @param retry what happens after a failure
 * @param undo the steps that take it back instead of the kind's own undo; empty for that one
 * @param when a jq program over the facts that must give true, or null
 * @param unless a jq program over the facts that must not give true, or null
 * @param irreversible true when the file says that nothing can take it back
 * @param leaves what stays of it when nobody takes it back, in the file's words, {@link #NOTHING} too; null where the file does
 *     not say
 * @param downtime how the service stands with its callers from here on, or null where that does not change
 * @param rollback true when its failure begins the rollback by itself
 * @param digest SHA-256 of what decides its effect, as hex
 * @param place file:line:column
 * @param deadline by when a rollback must have taken it back, or done it where it stands below {@code undo:}, counted from the
 *     rollback's begin; or null
 */
public record Step(
        String phase,
        String name,
        String kind,
        JsonNode options,
        Duration timeout,
        Retry retry,
        List<Step> undo,
        String when,
        String unless,
        boolean irreversible,
        String leaves,
        Downtime downtime,
        boolean rollback,
        String digest,
        String place,
        Duration deadline) {
    /** What a step leaves that changes nothing. */
    public static final String NOTHING = "nothing";

    public Step {
        requireNonNull(options, "options is null");
        requireNonNull(retry, "retry is null");
        undo = List.copyOf(undo);
    }

    /** The same step as one of another kind. */
    public Step as(String other, JsonNode itsOptions) {
        return new Step(
                phase,
                name,
                other,
                itsOptions,
                timeout,
                retry,
                undo,
                when,
                unless,
                irreversible,
                leaves,
                downtime,
                rollback,
                digest,
                place,
                deadline);
    }

    /** True when it reads, maps and judges the records of a pipeline, and writes none. */
    public boolean isDryRun() {
        return kind.equals("pipeline") && options.path("dry-run").asBoolean();
    }

    /** True when it copies a system aside; a step of the same kind that brings a copy back does not. */
    public boolean takesCopy() {
        return kind.equals("snapshot") && !options.hasNonNull("restore");
    }

    /** The phase that is carried out once before the step is tried once more; empty for none. */
    public String remedy() {
        return options.path("remedy").asText("");
    }

    /** {@code phase/name}: how orders, the journal and the state speak of it. */
    public String id() {
        return phase + "/" + name;
    }

    /** What a step is to the time in which callers are not served. */
    public enum Downtime {
        /** From when it begins, callers may get no answer. */
        BEGINS,
        /** When it is done, callers are served again. */
        ENDS;

        /** As a file has it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How often a failed step is tried again.
     *
     * @param attempts tries after the first one
     * @param backoff the time between two tries
     */
    public record Retry(int attempts, Duration backoff) {
        /** Not at all. */
        public static final Retry NONE = new Retry(0, Duration.ZERO);
    }
}
