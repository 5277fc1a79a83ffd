package dev.caravan.verifier;

import java.util.HashSet;
import java.util.Set;

/** The keys whose rows the ordered comparison did not find alike on both sides: only these are read again. */
final class KeyFilter {
    /** Beyond so many the two sides have little in common, and sums tell as much with less memory. */
    static final int MOST = 100_000;

    private final Set<KeyDigest> keys = new HashSet<>();

    /** Takes a key; false when there is no more room. */
    boolean add(RowDigest row) {
        keys.add(KeyDigest.of(row));
        return keys.size() <= MOST;
    }

    boolean holds(RowDigest row) {
        return keys.contains(KeyDigest.of(row));
    }

    void write(StateOutput out) {
        out.list(keys, key -> key.write(out));
    }

    void read(StateInput in) {
        keys.addAll(in.list(() -> KeyDigest.read(in)));
    }
}
