package dev.caravan.repository;

import java.util.Locale;

/** How a run ended. */
public enum RunOutcome {
    /** Done and verified. */
    DONE,
    /** Stopped by an error, or by a person; can be resumed. */
    FAILED,
    /** Waits for a sign-off or a gate. */
    WAITING,
    /** Validation or verification below its bar. */
    NO_GO,
    /** Taken back. */
    ROLLED_BACK,
    /** All of it but the writes. */
    DRY_RUN,
    /** Its process ended without a word; found so by the next run. */
    INTERRUPTED;

    /** As people and scripts see it: {@code no-go}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
