package dev.caravan.repository;

import java.nio.file.Path;

/** Whether a run that has no end on record still runs. */
public enum RunStanding {
    /** It has an end on record. */
    ENDED,
    /** Its process lives. */
    RUNNING,
    /** Its process ended without a word; running the migration again resumes it. */
    INTERRUPTED;

    /** Looks at a run recorded in this state folder. */
    public static RunStanding of(Run run, Path state) {
        if (run.outcome() != null) {
            return ENDED;
        }
        boolean held = StateLock.holder(state)
                .filter(holder -> holder.pid() == run.pid())
                .isPresent();
        boolean here = run.host().equals(Holder.thisHost());
        return held || here && Holder.lives(run.pid(), run.started()) ? RUNNING : INTERRUPTED;
    }
}
