package dev.caravan.verifier;

import dev.caravan.model.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A random sample of the rows of one table: those whose keys have the smallest digests. Under a seed that is drawn anew each
 * time every row is as likely as any other, and both sides choose the same keys without knowing of each other.
 */
final class Samples {
    private final int most;
    private final boolean values;
    private final TreeMap<KeyDigest, Pair> rows = new TreeMap<>();

    /** A row of the source with the target's, which is null until it is met. */
    private record Pair(RowDetail source, RowDetail target) {}

    Samples(int most, boolean values) {
        this.most = most;
        this.values = values;
    }

    int size() {
        return rows.size();
    }

    void add(Side side, RowDigest row) {
        boolean full = rows.size() == most;
        if (most == 0
                || full && Long.compareUnsigned(row.keyHigh(), rows.lastKey().high()) > 0) {
            return;
        }
        KeyDigest key = KeyDigest.of(row);
        if (side == Side.ACTUAL) {
            rows.computeIfPresent(key, (same, pair) -> new Pair(pair.source(), RowDetail.of(row, values)));
            return;
        }
        // The last of several: where records of one key replace each other, it is the one that stays.
        rows.put(key, new Pair(RowDetail.of(row, values), null));
        if (rows.size() > most) {
            rows.pollLastEntry();
        }
    }

    /** Forgets what was met in the target. */
    void clearActual() {
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
    }

    void read(StateInput in) {
        in.list(() -> {
            KeyDigest key = KeyDigest.read(in);
            RowDetail source = RowDetail.read(in);
            return rows.put(key, new Pair(source, in.flag() ? RowDetail.read(in) : null));
        });
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
