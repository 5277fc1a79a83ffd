package dev.caravan.report.page;

import dev.caravan.repository.PipelineState;
import dev.caravan.repository.RunOutcome;
import java.util.Locale;

/** Whether a reader may be glad, must act, should know, or may pass over it. Never the only bearer of it: words say the same. */
enum Tone {
    GOOD,
    BAD,
    NOTE,
    QUIET;

    /** The class in the style sheet. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The tone of a run's end; null stands for a run without an end. */
    static Tone of(RunOutcome outcome) {
        if (outcome == null) {
            return NOTE;
        }
        return switch (outcome) {
            case DONE -> GOOD;
            case FAILED, NO_GO, INTERRUPTED -> BAD;
            case WAITING, ROLLED_BACK, DRY_RUN -> NOTE;
        };
    }

    static Tone of(PipelineState state) {
        return switch (state) {
            case DONE -> GOOD;
            case NO_GO, FAILED, ABORTED -> BAD;
            case PLANNED, REHEARSING, COPYING, PAUSED, VERIFYING, REPAIRING -> NOTE;
        };
    }
}
