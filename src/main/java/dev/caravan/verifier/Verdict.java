package dev.caravan.verifier;

import java.util.Locale;

/** What is the case with one key. */
enum Verdict {
    /** Both sides have it, alike. */
    EQUAL(false),
    /** The source has it more often than the target, which has the right row: no failure. */
    REPEATED(false),
    /** The target's own row, which the import met and left there: no failure. */
    EXISTING(false),
    /** A row that only the target has, where {@code existing: keep} or {@code replace} say it may: no failure. */
    ALLOWED(false),
    /** A row of an owner who is on v2, which v2 has otherwise or alone: no failure. */
    OWN(false),
    /** Only the source has it. */
    MISSING(true),
    /** Only the target has it. */
    EXTRA(true),
    /** Both sides have it, not alike. */
    DIFFERENT(true),
    /** Both sides have it alike, the target more often than the source. */
    DUPLICATE(true);

    private final boolean failure;

    Verdict(boolean failure) {
        this.failure = failure;
    }

    boolean failure() {
        return failure;
    }

    /** The word in findings. */
    String kind() {
        return (this == ALLOWED || this == OWN ? EXISTING : this).name().toLowerCase(Locale.ROOT);
    }
}
