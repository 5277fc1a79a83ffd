package dev.caravan.repository;

import java.util.Locale;

/** Where a host stands in a step. A host without a state has not been begun. */
public enum HostState {
    /** Begun: something may be under way on it. */
    RUNNING,
    DONE,
    FAILED,
    /** Nobody can tell what became of what was begun on it. */
    UNKNOWN,
    /** Being taken back. */
    UNDOING,
    UNDONE;

    /** As people see it: {@code done}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
