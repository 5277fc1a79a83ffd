package dev.caravan.model;

/** Why a command ended without success, and the exit status that goes with it (published in the help and README). */
public enum ErrorCode {
    /** The migration file has mistakes. */
    FILE_INVALID(2),
    /** The command line has mistakes. */
    USAGE(2),
    /** Something the file asks for is not part of this version. */
    NOT_BUILT(2),
    /** The pipeline's definition is not the one that the ledger was begun with. */
    PIPELINE_CHANGED(2),
    /** A source is missing, unreadable, or not of the kind that was named. */
    SOURCE_UNUSABLE(1),
    /** A source is not what it was when the ledger was begun. */
    SOURCE_CHANGED(1),
    /** A target is missing, unreadable or refuses to be written. */
    TARGET_UNUSABLE(1),
    /** The target's tables do not fit the mapping. */
    SCHEMA_MISMATCH(4),
    /** Another, younger run has taken over; this one may not write any more. */
    STALE_RUN(7),
    /** Another run holds this state. */
    STATE_LOCKED(7),
    /** The state folder or its database cannot be used. */
    STATE_UNUSABLE(1),
    /** Too little was accepted, or verification found differences. */
    NO_GO(4),
    /** A step of the plan failed, and no try is left. */
    STEP_FAILED(1),
    /** A snapshot is damaged, or does not give back what was taken. */
    SNAPSHOT_UNPROVED(1),
    /** A step that is done is not the one that the file has now. */
    PLAN_CHANGED(2),
    /** Nobody can tell whether a step's effect is there: a person must look. */
    OUTCOME_UNKNOWN(8),
    /** The run waits for a sign-off, a gate or a time. */
    WAITING(6),
    /** What was done has been taken back. */
    ROLLED_BACK(5),
    /** What the ledger counts and what the state holds does not come out even: the run cannot be called done. */
    COUNTS_DIFFER(1),
    /** A person ended the run. */
    ABORTED(1),
    /** The process was asked to end; the run goes on when it starts again. */
    INTERRUPTED(1),
    /** An input or output failed for good, after its retries. */
    IO_FAILED(1),
    /** The console cannot open its port. */
    CONSOLE_UNUSABLE(1),
    /** A mistake in Caravan itself. */
    INTERNAL(1);

    private final int exitStatus;

    ErrorCode(int exitStatus) {
        this.exitStatus = exitStatus;
    }

    /** The exit status of a process that ends with this error. */
    public int exitStatus() {
        return exitStatus;
    }
}
