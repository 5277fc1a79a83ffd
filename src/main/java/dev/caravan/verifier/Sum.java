package dev.caravan.verifier;

/** Row digests added up modulo 2^128, and how many they were. */
final class Sum {
    private long low;
    private long high;
    private long count;

    void add(long moreLow, long moreHigh, long more) {
        low += moreLow;
        high += moreHigh + (Long.compareUnsigned(low, moreLow) < 0 ? 1 : 0);
        count += more;
    }

    void add(Sum more) {
        add(more.low, more.high, more.count);
    }

    boolean same(Sum other) {
        return low == other.low && high == other.high && count == other.count;
    }

    void write(StateOutput out) {
        out.number(low);
        out.number(high);
        out.number(count);
    }

    static Sum read(StateInput in) {
        Sum sum = new Sum();
        sum.add(in.number(), in.number(), in.number());
        return sum;
    }
}
