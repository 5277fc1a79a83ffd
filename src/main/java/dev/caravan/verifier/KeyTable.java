package dev.caravan.verifier;

import dev.caravan.model.Existing;
import java.util.Arrays;

/**
 * The keys of one table that a round has met, with the sum and number of their rows on each side, in primitive arrays (about
 * 90 bytes a key). Sums, so that a key with a million rows needs no more room than one with a single row.
 */
final class KeyTable {
    private static final int WORDS = 8;
    private static final int KEY = 0;
    private static final int LAST = 6;
    /** The lowest bits of an origin; those above tell the sides on which the row is v2's own. */
    private static final int ORIGIN = 3;

    private static final int OWN = 4;

    private final int most;
    private final boolean repeats;
    private int[] index;
    private long[] words;
    private int[] counts;
    private byte[] origins;
    private int size;

    /**
     * No keys yet.
     *
     * @param most how many there can be; more mean that a side changed meanwhile, and are dropped
     * @param repeats true when a row that the source has twice must be there twice
     */
    KeyTable(int most, boolean repeats) {
        int capacity = Math.max(16, most / 2);
        this.most = most;
        this.repeats = repeats;
        this.index = new int[Integer.highestOneBit(capacity) * 4];
        this.words = new long[capacity * WORDS];
        this.counts = new int[capacity * 2];
        this.origins = new byte[capacity];
    }

    int size() {
        return size;
    }

    /** @param own true when the row is v2's own */
    void add(Side side, Origin origin, RowDigest row, boolean own) {
        int entry = enter(row.keyLow(), row.keyHigh());
        if (entry < 0) {
            return;
        }
        if (origin != Origin.WANTED) {
            int known = origins[entry] & ORIGIN;
            origins[entry] += (byte) (Math.max(known, origin.ordinal()) - known);
            return;
        }
        origins[entry] |= (byte) (own ? OWN << side.ordinal() : 0);
        int sum = entry * WORDS + 2 + 2 * side.ordinal();
        words[sum] += row.rowLow();
        words[sum + 1] += row.rowHigh() + (Long.compareUnsigned(words[sum], row.rowLow()) < 0 ? 1 : 0);
        counts[entry * 2 + side.ordinal()]++;
        if (side == Side.EXPECTED) {
            words[entry * WORDS + LAST] = row.rowLow();
            words[entry * WORDS + LAST + 1] = row.rowHigh();
        }
    }

    /** The entry of a key, or -1. */
    int find(long keyLow, long keyHigh) {
        return index[slot(keyLow, keyHigh)] - 1;
    }

    long keyLow(int entry) {
        return words[entry * WORDS + KEY];
    }

    long keyHigh(int entry) {
        return words[entry * WORDS + KEY + 1];
    }

    /** How many rows a side has under a key. */
    int count(int entry, Side side) {
        return counts[entry * 2 + side.ordinal()];
    }

    Verdict verdict(int entry, Existing existing) {
        int expected = count(entry, Side.EXPECTED);
        int actual = count(entry, Side.ACTUAL);
        if (expected == 0 && actual > 0 && isOwn(entry, Side.ACTUAL)) {
            return Verdict.OWN;
        }
        if (expected == 0) {
            return unwanted(Origin.values()[origins[entry] & ORIGIN], actual, existing);
        }
        if (actual == 0) {
            return Verdict.MISSING;
        }
        if (alike(entry, expected, actual)) {
            Verdict fewer = repeats ? Verdict.MISSING : Verdict.REPEATED;
            return actual > expected ? Verdict.DUPLICATE : actual < expected ? fewer : Verdict.EQUAL;
        }
        // Of several records with one key, the last written stays.
        boolean replaced = existing == Existing.REPLACE && actual == 1 && lastIsActual(entry);
        boolean own = isOwn(entry, Side.EXPECTED) && isOwn(entry, Side.ACTUAL);
        return replaced ? Verdict.REPEATED : own ? Verdict.OWN : Verdict.DIFFERENT;
    }

    private boolean isOwn(int entry, Side side) {
        return (origins[entry] & OWN << side.ordinal()) != 0;
    }

    private static Verdict unwanted(Origin origin, int actual, Existing existing) {
        if (actual == 0) {
            return origin == Origin.KEPT ? Verdict.MISSING : Verdict.EQUAL;
        }
        if (origin != Origin.WANTED) {
            return Verdict.EXISTING;
        }
        return existing == Existing.REJECT ? Verdict.EXTRA : Verdict.ALLOWED;
    }

    /** True when both sides hold the same rows in the same proportions: their sums are as their numbers. */
    private boolean alike(int entry, int expected, int actual) {
        int at = entry * WORDS + 2;
        return words[at] * actual == words[at + 2] * expected
                && high(words[at], words[at + 1], actual) == high(words[at + 2], words[at + 3], expected);
    }

    private boolean lastIsActual(int entry) {
        int at = entry * WORDS;
        return words[at + LAST] == words[at + 4] && words[at + LAST + 1] == words[at + 5];
    }

    /** The upper half of a 128-bit number times a small one. */
    private static long high(long low, long high, int times) {
        return high * times + Math.multiplyHigh(low, times) + ((low >> 63) & times);
    }

    private int enter(long keyLow, long keyHigh) {
        int slot = slot(keyLow, keyHigh);
        if (index[slot] > 0) {
            return index[slot] - 1;
        }
        if (size == most) {
            return -1;
        }
        if ((size + 1) * WORDS > words.length) {
            grow();
            slot = slot(keyLow, keyHigh);
        }
        words[size * WORDS + KEY] = keyLow;
        words[size * WORDS + KEY + 1] = keyHigh;
        index[slot] = ++size;
        return size - 1;
    }

    private int slot(long keyLow, long keyHigh) {
        int mask = index.length - 1;
        // The lowest bits of the other half chose the bucket.
        int slot = (int) keyHigh & mask;
        while (index[slot] > 0 && !(keyLow(index[slot] - 1) == keyLow && keyHigh(index[slot] - 1) == keyHigh)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        int capacity = (int) Math.min(most, size + (size >> 1) + 16L);
        words = Arrays.copyOf(words, capacity * WORDS);
        counts = Arrays.copyOf(counts, capacity * 2);
        origins = Arrays.copyOf(origins, capacity);
        if (capacity * 2 > index.length) {
            index = new int[index.length * 2];
            for (int entry = 0; entry < size; entry++) {
                index[slot(keyLow(entry), keyHigh(entry))] = entry + 1;
            }
        }
    }
}
