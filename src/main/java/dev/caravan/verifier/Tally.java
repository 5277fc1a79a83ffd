package dev.caravan.verifier;

/** How many keys of a table got which verdict. */
final class Tally {
    private final long[] keys = new long[Verdict.values().length];
    private long duplicates;
    private long surplus;

    void add(Verdict verdict, int expected, int actual) {
        keys[verdict.ordinal()]++;
        if (verdict != Verdict.EXISTING && verdict != Verdict.ALLOWED && verdict != Verdict.OWN) {
            duplicates += Math.abs(Math.max(expected, 1) - Math.max(actual, 1));
        }
        switch (verdict) {
            case EQUAL, REPEATED, EXISTING, ALLOWED, OWN -> {}
            case MISSING -> surplus--;
            case EXTRA, DIFFERENT, DUPLICATE -> surplus += Math.max(0, actual - expected);
        }
    }

    long of(Verdict verdict) {
        return keys[verdict.ordinal()];
    }

    /** Rows that repeat a key on one side and not on the other. */
    long duplicates() {
        return duplicates;
    }

    /** How many rows the target has more than it should have, less than 0 where it lacks some. */
    long surplus() {
        return surplus;
    }

    /** True when some key is not as it should be. */
    boolean failed() {
        for (Verdict verdict : Verdict.values()) {
            if (verdict.failure() && of(verdict) > 0) {
                return true;
            }
        }
        return false;
    }

    /** True when some key is other than alike on both sides. */
    boolean any() {
        for (Verdict verdict : Verdict.values()) {
            if (verdict != Verdict.EQUAL && of(verdict) > 0) {
                return true;
            }
        }
        return false;
    }

    void write(StateOutput out) {
        for (long count : keys) {
            out.number(count);
        }
        out.number(duplicates);
        out.number(surplus);
    }

    void read(StateInput in) {
        for (int verdict = 0; verdict < keys.length; verdict++) {
            keys[verdict] = in.number();
        }
        duplicates = in.number();
        surplus = in.number();
    }
}
