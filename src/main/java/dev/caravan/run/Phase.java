package dev.caravan.run;

import java.util.EnumSet;
import java.util.Set;

/** What a pipeline is doing, with the moves that are legal. */
public enum Phase {
    /** Not begun. */
    NEW,
    /** Looking at both ends. */
    OPENING,
    /** A whole dry pass. */
    REHEARSING,
    /** Moving records. */
    COPYING,
    /** Comparing both sides. */
    VERIFYING,
    /** Done and, where asked for, verified. */
    DONE,
    /** Below its bar. */
    NO_GO,
    /** Stopped by an error; may be resumed. */
    FAILED,
    /** Ended by a person; may be resumed. */
    ABORTED;

    /** Which phases may follow. */
    public Set<Phase> next() {
        return switch (this) {
            case NEW -> EnumSet.of(OPENING, FAILED, ABORTED);
            case OPENING -> EnumSet.of(REHEARSING, COPYING, VERIFYING, DONE, NO_GO, FAILED, ABORTED);
            case REHEARSING -> EnumSet.of(COPYING, DONE, NO_GO, FAILED, ABORTED);
            case COPYING -> EnumSet.of(VERIFYING, DONE, NO_GO, FAILED, ABORTED);
            case VERIFYING -> EnumSet.of(DONE, NO_GO, FAILED, ABORTED);
            case DONE, NO_GO, FAILED, ABORTED -> EnumSet.noneOf(Phase.class);
        };
    }

    /** True when nothing follows in this run. */
    public boolean ended() {
        return next().isEmpty();
    }
}
