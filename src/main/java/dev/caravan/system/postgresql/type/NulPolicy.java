package dev.caravan.system.postgresql.type;

/** What becomes of U+0000 in text, which PostgreSQL cannot keep. */
public enum NulPolicy {
    /** The record is rejected. */
    REJECT,
    /** U+FFFD takes its place. */
    REPLACE,
    /** It is left out. */
    STRIP
}
