package dev.caravan.verifier;

/** The digest of a key, in the order of unsigned numbers. */
record KeyDigest(long high, long low) implements Comparable<KeyDigest> {
    static KeyDigest of(RowDigest row) {
        return new KeyDigest(row.keyHigh(), row.keyLow());
    }

    @Override
    public int compareTo(KeyDigest other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    void write(StateOutput out) {
        out.number(high);
        out.number(low);
    }

    static KeyDigest read(StateInput in) {
        return new KeyDigest(in.number(), in.number());
    }
}
