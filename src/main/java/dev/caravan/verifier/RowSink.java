package dev.caravan.verifier;

/** Takes the rows of a reading, one by one. */
@FunctionalInterface
interface RowSink {
    /** {@code row} is overwritten by the next one. */
    void row(Side side, int table, Origin origin, RowDigest row);

    /** False when the rows of this table need not be digested at all. */
    default boolean wants(int table) {
        return true;
    }
}
