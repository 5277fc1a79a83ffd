package dev.caravan.relational;

import java.util.BitSet;
import java.util.SortedMap;
import java.util.TreeMap;

/** What became of the rows of one table in one chunk. A row that is in none of these sets was not wanted. */
public final class Outcomes {
    private final BitSet written = new BitSet();
    private final BitSet equal = new BitSet();
    private final BitSet replaced = new BitSet();
    private final SortedMap<Integer, String> kept = new TreeMap<>();
    private final SortedMap<Integer, Refusal> refused = new TreeMap<>();

    /** Rows that are in the table now because of this chunk. */
    public BitSet written() {
        return written;
    }

    /** Rows that were there before and are the same. */
    public BitSet equal() {
        return equal;
    }

    /** Rows of {@link #written} and {@link #equal} whose key was in the table before the chunk. */
    public BitSet replaced() {
        return replaced;
    }

    /** Rows in whose place another one stays, with the sentence that says so. */
    public SortedMap<Integer, String> kept() {
        return kept;
    }

    public SortedMap<Integer, Refusal> refused() {
        return refused;
    }

    /** True when children of this row have their parent in the table. */
    public boolean stands(int row) {
        return written.get(row) || equal.get(row);
    }
}
