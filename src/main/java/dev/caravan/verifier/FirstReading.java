package dev.caravan.verifier;

import java.util.List;

/** The first reading of both sides of a group, in steps: it finds out whether they are alike, and in which buckets they are not. */
interface FirstReading extends AutoCloseable {
    boolean finished();

    /** Reads a chunk; only while not {@link #finished}. */
    void step();

    /** How much of this reading is done, from 0 to 1. */
    double share();

    /** Rows read so far, on both sides. */
    long read();

    /** What goes on, for people. */
    String doing();

    List<BucketSums> sums();

    List<Samples> samples();

    /** By the number of the table; empty where none were asked for. */
    List<ValueCounts> values();

    SourceCounts counts();

    /** The keys to look at in the buckets that are open; null for all of them. */
    KeyFilter filter();

    void write(StateOutput out);

    void read(StateInput in);

    @Override
    void close();
}
