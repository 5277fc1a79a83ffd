package dev.caravan.verifier;

import dev.caravan.model.Finding;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys of one table that findings name, and what a third look at their rows shows. */
final class NamedKeys {
    /** Every kind has this share of the room to itself, so that a flood of one does not hide the others. */
    private static final int OWN_SHARE = 25;

    private final int most;
    private final Map<KeyDigest, Named> keys = new LinkedHashMap<>();
    private final int[] byVerdict = new int[Verdict.values().length];
    private final BitSet buckets = new BitSet(BucketSums.BUCKETS);

    /** A key with its verdict; the rows are null until they are met. */
    private static final class Named {
        private final Verdict verdict;
        private final int expected;
        private final int actual;
        private RowDetail source;
        private RowDetail target;

        Named(Verdict verdict, int expected, int actual) {
            this.verdict = verdict;
            this.expected = expected;
            this.actual = actual;
        }
    }

    NamedKeys(int most) {
        this.most = most;
    }

    int size() {
        return keys.size();
    }

    /** Takes the key while there is room for its kind. */
    void offer(KeyDigest key, Verdict verdict, int expected, int actual) {
        int own = most / OWN_SHARE;
        int shared = most - own * (byVerdict.length - 1);
        int used = byVerdict[verdict.ordinal()];
        if (verdict != Verdict.EQUAL && (used < own || keys.size() < shared)) {
            add(key, new Named(verdict, expected, actual));
        }
    }

    /** Looks at a row, and remembers it when its key is named. */
    void look(Side side, RowDigest row, boolean values) {
        Named named = buckets.get(row.bucket()) ? keys.get(KeyDigest.of(row)) : null;
        if (named == null) {
            return;
        }
        if (side == Side.EXPECTED) {
            named.source = RowDetail.of(row, values);
        } else if (named.target == null || named.source != null && named.target.sameCells(named.source)) {
            // Of several rows with one key, one that differs tells more.
            named.target = RowDetail.of(row, values);
        }
    }

    List<Finding> findings(ComparedTable table, Tally tally) {
        List<Finding> findings = new ArrayList<>();
        for (Named named : keys.values()) {
            findings.add(finding(table, named));
        }
        for (Verdict verdict : Verdict.values()) {
            long more = tally.of(verdict) - byVerdict[verdict.ordinal()];
            if (verdict != Verdict.EQUAL && more > 0) {
                findings.add(new Finding(verdict.kind(), table.table(), "and " + more + " more keys"));
            }
        }
        return findings;
    }

    void write(StateOutput out) {
        out.list(keys.entrySet(), entry -> {
            entry.getKey().write(out);
            out.small(entry.getValue().verdict.ordinal());
            out.small(entry.getValue().expected);
            out.small(entry.getValue().actual);
        });
    }

    void read(StateInput in) {
        in.list(() -> {
            KeyDigest key = KeyDigest.read(in);
            int verdict = in.small();
            if (verdict < 0 || verdict >= byVerdict.length) {
                throw in.broken("it has a verdict " + verdict);
            }
            add(key, new Named(Verdict.values()[verdict], in.small(), in.small()));
            return key;
        });
    }

    private void add(KeyDigest key, Named named) {
        keys.put(key, named);
        byVerdict[named.verdict.ordinal()]++;
        buckets.set(BucketSums.bucket(key.low()));
    }

    private static Finding finding(ComparedTable table, Named named) {
        RowDetail known = named.source != null ? named.source : named.target;
        String key = known == null ? "(gone meanwhile)" : known.key();
        return new Finding(named.verdict.kind(), table.table() + " key " + key, detail(table, named));
    }

    private static String detail(ComparedTable table, Named named) {
        return switch (named.verdict) {
            case EQUAL -> "";
            case MISSING -> named.actual > 0 ? numbers(named) : "in the source, not in the target";
            case EXTRA -> "in the target, not in the source";
            case ALLOWED -> "in the target, not in the source; 'existing:' allows it";
            case OWN -> "its owner is on v2, which wrote it";
            case EXISTING -> "the target has its own row, which the import left as it was";
            case REPEATED, DUPLICATE -> numbers(named);
            case DIFFERENT -> different(table, named);
        };
    }

    private static String different(ComparedTable table, Named named) {
        boolean several = named.expected > 1 || named.actual > 1;
        String columns = named.source == null || named.target == null
                ? ""
                : named.source.differences(named.target, table.columns());
        return several ? numbers(named) + (columns.isEmpty() ? "" : "; " + columns) : columns;
    }

    private static String numbers(Named named) {
        return (named.expected == 1 ? "1 row" : named.expected + " rows") + " in the source, " + named.actual
                + " in the target";
    }
}
