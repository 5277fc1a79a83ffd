package dev.caravan.model;

/** What became of a record. Each record has exactly one fate, so that {@code read} is the sum of the last four. */
public enum Fate {
    /** Still on its way. */
    PENDING,
    /** Written to the target. */
    IMPORTED,
    /** Left out by the mapping, on purpose. */
    FILTERED,
    /** Not acceptable; kept with its reason. */
    REJECTED,
    /** Already in the target and equal, or kept there as it was. */
    SKIPPED
}
