package dev.caravan.system.chroma;

import dev.caravan.model.RejectCode;
import dev.caravan.system.chroma.Sender.Refusal;
import java.util.BitSet;
import java.util.SortedMap;
import java.util.TreeMap;

/** What became of the rows of one chunk. */
final class Outcomes {
    private final BitSet written = new BitSet();
    private final BitSet equal = new BitSet();
    private final SortedMap<Integer, String> kept = new TreeMap<>();
    private final SortedMap<Integer, Refusal> refused = new TreeMap<>();

    void written(int row) {
        written.set(row);
    }

    void equal(int row) {
        equal.set(row);
    }

    void keep(int row, String reason) {
        kept.put(row, reason);
    }

    void refuse(int row, RejectCode code, String reason) {
        refused.put(row, new Refusal(code, reason));
    }

    boolean isWritten(int row) {
        return written.get(row);
    }

    boolean isEqual(int row) {
        return equal.get(row);
    }

    /** Why another record stays in its place, or null. */
    String kept(int row) {
        return kept.get(row);
    }

    /** Why it was not taken, or null. */
    Refusal refused(int row) {
        return refused.get(row);
    }
}
