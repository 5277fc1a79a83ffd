package dev.caravan.verifier;

import java.util.BitSet;

/**
 * The sums of one table: for each side and bucket the row digests added up modulo 2^128, and how many they were. Sums, not
 * exclusive ors, so that a row that is there twice does not cancel itself; the order of the rows does not matter.
 */
final class BucketSums {
    static final int BUCKETS = 4_096;
    private static final int SIDES = Side.values().length;

    private final long[] low = new long[SIDES * BUCKETS];
    private final long[] high = new long[SIDES * BUCKETS];
    private final long[] counts = new long[SIDES * BUCKETS];
    private final long[] settled = new long[BUCKETS];
    private long equal;

    static int bucket(long keyLow) {
        return (int) keyLow & (BUCKETS - 1);
    }

    void add(Side side, RowDigest row) {
        int at = at(side, row.bucket());
        long sum = low[at] + row.rowLow();
        high[at] += row.rowHigh() + (Long.compareUnsigned(sum, row.rowLow()) < 0 ? 1 : 0);
        low[at] = sum;
        counts[at]++;
    }

    /** Counts a row that both sides have alike; it is in no bucket. */
    void equal() {
        equal++;
    }

    /** Notes a row that the import rejected or kept, so that its bucket is looked at. */
    void settle(int bucket) {
        settled[bucket]++;
    }

    /** Forgets one side. */
    void clear(Side side) {
        for (int at = at(side, 0); at < at(side, BUCKETS); at++) {
            low[at] = 0;
            high[at] = 0;
            counts[at] = 0;
        }
    }

    /** How many rows a side has. */
    long rows(Side side) {
        long rows = equal;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            rows += counts[at(side, bucket)];
        }
        return rows;
    }

    /** How many rows a second reading of a bucket meets. */
    long entries(int bucket) {
        return counts[bucket] + counts[at(Side.ACTUAL, bucket)] + settled[bucket];
    }

    /** The buckets that must be read again. */
    BitSet open() {
        BitSet open = new BitSet(BUCKETS);
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            open.set(bucket, differs(bucket) || settled[bucket] > 0);
        }
        return open;
    }

    /** True when some bucket's sums differ. */
    boolean differ() {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            if (differs(bucket)) {
                return true;
            }
        }
        return false;
    }

    /** The sum of one side over the open buckets. */
    Sum opened(Side side) {
        Sum sum = new Sum();
        open().stream().map(bucket -> at(side, bucket)).forEach(at -> sum.add(low[at], high[at], counts[at]));
        return sum;
    }

    void write(StateOutput out) {
        out.number(equal);
        BitSet used = new BitSet(BUCKETS);
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            used.set(bucket, entries(bucket) > 0);
        }
        out.bytes(used.toByteArray());
        used.stream().forEach(bucket -> {
            for (Side side : Side.values()) {
                int at = at(side, bucket);
                out.number(low[at]);
                out.number(high[at]);
                out.number(counts[at]);
            }
            out.number(settled[bucket]);
        });
    }

    static BucketSums read(StateInput in) {
        BucketSums sums = new BucketSums();
        sums.equal = in.number();
        BitSet used = BitSet.valueOf(in.bytes());
        if (used.length() > BUCKETS) {
            throw in.broken("it has more than " + BUCKETS + " buckets");
        }
        used.stream().forEach(bucket -> {
            for (Side side : Side.values()) {
                int at = at(side, bucket);
                sums.low[at] = in.number();
                sums.high[at] = in.number();
                sums.counts[at] = in.number();
            }
            sums.settled[bucket] = in.number();
        });
        return sums;
    }

    private boolean differs(int bucket) {
        int actual = at(Side.ACTUAL, bucket);
        return low[bucket] != low[actual] || high[bucket] != high[actual] || counts[bucket] != counts[actual];
    }

    private static int at(Side side, int bucket) {
        return side.ordinal() * BUCKETS + bucket;
    }
}
