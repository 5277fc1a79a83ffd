package dev.caravan.repository;

import java.util.Locale;

/** Where a step of a passage stands. A step without a state has not been begun. */
public enum StepState {
    /** Begun: its effect may be there. */
    RUNNING,
    /** Waits for a time, a person or another try. */
    WAITING,
    DONE,
    /** Left out by its condition. */
    SKIPPED,
    FAILED,
    /** Nobody can tell whether its effect is there. */
    UNKNOWN,
    /** Being taken back. */
    UNDOING,
    UNDONE,
    /** Passed over by a rollback, as nothing takes it back or nothing is there to take back. */
    LEFT;

    /** As people and scripts see it: {@code done}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** True when going forward has nothing more to do with it. */
    public boolean isOver() {
        return this == DONE || this == SKIPPED;
    }

    /** True when taking back has nothing more to do with it. */
    public boolean isBack() {
        return this == UNDONE || this == LEFT || this == SKIPPED;
    }
}
