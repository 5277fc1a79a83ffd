package dev.caravan.repository;

import java.util.Locale;
import java.util.Set;

/** Where a pipeline stands within one run, with the legal moves from one state to the next. */
public enum PipelineState {
    /** Not begun. */
    PLANNED,
    /** The dry pass before the first write. */
    REHEARSING,
    /** Records move. */
    COPYING,
    /** Held by a person, at a chunk border. */
    PAUSED,
    /** Both sides are compared. */
    VERIFYING,
    /** What differed is copied again. */
    REPAIRING,
    /** All that was asked for is done. */
    DONE,
    /** Below its bar. */
    NO_GO,
    /** Stopped by an error. */
    FAILED,
    /** Ended by a person, or because another pipeline is below its bar. */
    ABORTED;

    /** True when nothing follows in the same run, but that the plan may go over one once more, or try it again. */
    public boolean isEnd() {
        return switch (this) {
            case DONE, NO_GO, FAILED, ABORTED -> true;
            case PLANNED, REHEARSING, COPYING, PAUSED, VERIFYING, REPAIRING -> false;
        };
    }

    /** True when this state may be followed by {@code other}, or is it. */
    public boolean mayBecome(PipelineState other) {
        return this == other || next().contains(other);
    }

    /** As people see it: {@code no-go}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Set<PipelineState> next() {
        return switch (this) {
            case PLANNED -> Set.of(REHEARSING, COPYING, PAUSED, VERIFYING, DONE, FAILED, ABORTED);
            case REHEARSING -> Set.of(COPYING, PAUSED, DONE, NO_GO, FAILED, ABORTED);
            case COPYING -> Set.of(PAUSED, VERIFYING, DONE, NO_GO, FAILED, ABORTED);
            case PAUSED -> Set.of(PLANNED, REHEARSING, COPYING, VERIFYING, REPAIRING, FAILED, ABORTED);
            case VERIFYING -> Set.of(PAUSED, REPAIRING, DONE, NO_GO, FAILED, ABORTED);
            case REPAIRING -> Set.of(PAUSED, VERIFYING, FAILED, ABORTED);
            case DONE, NO_GO, FAILED -> Set.of(PLANNED);
            case ABORTED -> Set.of();
        };
    }
}
