package dev.caravan.model;

/** What happens to a row whose key the target already has, with other content. Equal content is always skipped. */
public enum Existing {
    /** The record is rejected. */
    REJECT,
    /** The target's row stays. */
    KEEP,
    /** The record's row takes its place. */
    REPLACE
}
