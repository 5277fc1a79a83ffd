package dev.caravan.model;

import java.util.Locale;

/** Who may write while v1 and v2 both serve. */
public enum Writes {
    /** Both: one store stands behind both sides. */
    SHARED,
    /** The side that a client is on: its rows are in that side's store, found by the key that keeps it there. */
    COHORT,
    /** One side at a time: clients read on both, and the right to write moves at one instant. */
    SWITCH;

    /** As files write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
