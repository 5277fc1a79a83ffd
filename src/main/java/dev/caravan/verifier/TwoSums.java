package dev.caravan.verifier;

/** A sum for each side. */
record TwoSums(Sum expected, Sum actual) {
    TwoSums() {
        this(new Sum(), new Sum());
    }

    Sum of(Side side) {
        return side == Side.EXPECTED ? expected : actual;
    }

    void add(TwoSums more) {
        expected.add(more.expected);
        actual.add(more.actual);
    }

    void write(StateOutput out) {
        expected.write(out);
        actual.write(out);
    }

    static TwoSums read(StateInput in) {
        return new TwoSums(Sum.read(in), Sum.read(in));
    }
}
