package dev.caravan.verifier;

/** One piece of the second reading, done in steps; begun again from its start after a break. */
interface Stage extends AutoCloseable {
    /** Does what belongs to one chunk; true when the stage is finished. Not called again then. */
    boolean step();

    /** Rows read so far. */
    long rows();

    @Override
    void close();
}
