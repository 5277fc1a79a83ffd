package dev.caravan.verifier;

import dev.caravan.model.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A random sample of the rows of one table: those whose keys have the smallest digests. Under a seed that is drawn anew each
 * time every row is as likely as any other, and both sides choose the same keys without knowing of each other.
 *
 * <p>A row of the target may come before the source's, once the sample {@link #isFull}: it is kept as long as its key may yet
 * be among the smallest.
 */
final class Samples {
    private final int most;
    private final boolean values;
    private final TreeMap<KeyDigest, Pair> rows = new TreeMap<>();
    private final TreeMap<KeyDigest, RowDetail> early = new TreeMap<>();

    /** A row of the source with the target's, which is null until it is met. */
    private record Pair(RowDetail source, RowDetail target) {}

    Samples(int most, boolean values) {
        this.most = most;
        this.values = values;
    }

    int size() {
        return rows.size();
    }

    /** True when it has as many rows as it may have; others may still take their place. */
    boolean isFull() {
        return rows.size() == most;
    }

    /**
     * Takes a row in if its key is among the smallest.
     *
     * @param more true when more rows of the source are to come
     */
    void add(Side side, RowDigest row, boolean more) {
        if (most == 0
                || isFull()
                        && Long.compareUnsigned(row.keyHigh(), rows.lastKey().high()) > 0) {
            return;
        }
        KeyDigest key = KeyDigest.of(row);
        if (side == Side.EXPECTED) {
            addSource(key, row);
        } else if (rows.containsKey(key)) {
            rows.computeIfPresent(key, (same, pair) -> new Pair(pair.source(), RowDetail.of(row, values)));
        } else if (more && isFull()) {
            early.put(key, RowDetail.of(row, values));
        }
    }

    /** The last of several: where records of one key replace each other, it is the one that stays. */
    private void addSource(KeyDigest key, RowDigest row) {
        Pair known = rows.get(key);
        rows.put(key, new Pair(RowDetail.of(row, values), known == null ? early.remove(key) : known.target()));
        if (rows.size() > most) {
            rows.pollLastEntry();
            early.tailMap(rows.lastKey(), false).clear();
        }
    }

    /** Forgets what was met in the target. */
    void clearActual() {
        early.clear();
        rows.replaceAll((key, pair) -> new Pair(pair.source(), null));
    }

    /** How many of the sample the target lacks. */
    long missing() {
        return rows.values().stream().filter(pair -> pair.target() == null).count();
    }

    /** How many of the sample the target has otherwise. */
    long different() {
        return rows.values().stream()
                .filter(pair -> pair.target() != null && !pair.source().sameCells(pair.target()))
                .count();
    }

    List<Finding> findings(ComparedTable table) {
        List<Finding> findings = new ArrayList<>();
        for (Pair pair : rows.values()) {
            findings.add(finding(pair, table.table() + " key " + pair.source().key(), table.columns()));
        }
        return findings;
    }

    void write(StateOutput out) {
        out.list(rows.entrySet(), row -> {
            row.getKey().write(out);
            row.getValue().source().write(out);
            out.flag(row.getValue().target() != null);
            if (row.getValue().target() != null) {
                row.getValue().target().write(out);
            }
        });
        out.list(early.entrySet(), row -> {
            row.getKey().write(out);
            row.getValue().write(out);
        });
    }

    void read(StateInput in) {
        in.list(() -> {
            KeyDigest key = KeyDigest.read(in);
            RowDetail source = RowDetail.read(in);
            return rows.put(key, new Pair(source, in.flag() ? RowDetail.read(in) : null));
        });
        in.list(() -> early.put(KeyDigest.read(in), RowDetail.read(in)));
    }

    private static Finding finding(Pair pair, String where, List<String> columns) {
        if (pair.target() == null) {
            return new Finding("missing", where, "this row of the sample is not in the target");
        }
        if (pair.source().sameCells(pair.target())) {
            return new Finding("sample", where, pair.source().shown(columns));
        }
        return new Finding("different", where, pair.source().differences(pair.target(), columns));
    }
}
