package dev.caravan.verifier;

import dev.caravan.model.Chunk;
import dev.caravan.model.Counts;
import dev.caravan.model.Fate;
import dev.caravan.model.Finding;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.Partition;
import dev.caravan.model.RowBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Counts the records that the source gives now by what becomes of them, and compares them with the ledger: every record that
 * is not in the target must be explained by a fate.
 */
final class SourceCounts {
    private static final int MOST_FINDINGS = 100;

    private final Map<String, LedgerRow> ledger;
    private final List<Finding> findings = new ArrayList<>();
    private Counts partition = Counts.ZERO;
    private Map<String, Counts> children = new TreeMap<>();
    private long unnamed;

    SourceCounts(Map<String, LedgerRow> ledger) {
        this.ledger = ledger;
    }

    /** Takes a chunk in which what is to be in the target is pending, and settles that. */
    void add(Chunk chunk) {
        long rowless = settle(chunk);
        if (rowless > 0) {
            find(
                    chunk.toString(),
                    rowless + " records have neither a row nor a fate; report this with the migration file");
        }
        partition = partition.plus(chunk.counts());
        for (int child = 0; child < chunk.children().size(); child++) {
            children.merge(chunk.children().get(child).table(), chunk.childCounts(child), Counts::plus);
        }
        if (chunk.last()) {
            compare(chunk.partition());
            partition = Counts.ZERO;
            children = new TreeMap<>();
        }
    }

    /** Notes something that does not add up. */
    void find(String where, String detail) {
        if (findings.size() < MOST_FINDINGS) {
            findings.add(new Finding("unexplained", where, detail));
            return;
        }
        unnamed++;
    }

    /** What does not add up. */
    List<Finding> findings() {
        List<Finding> all = new ArrayList<>(findings);
        if (unnamed > 0) {
            all.add(new Finding("unexplained", "", "and " + unnamed + " more"));
        }
        return all;
    }

    void write(StateOutput out) {
        write(out, partition);
        out.list(children.entrySet(), child -> {
            out.text(child.getKey());
            write(out, child.getValue());
        });
        out.list(findings, finding -> StateForms.write(out, finding));
        out.number(unnamed);
    }

    void read(StateInput in) {
        partition = readCounts(in);
        children.clear();
        in.list(() -> children.put(in.text(), readCounts(in)));
        findings.clear();
        findings.addAll(in.list(() -> StateForms.readFinding(in)));
        unnamed = in.number();
    }

    private static long settle(Chunk chunk) {
        boolean[] rows = new boolean[chunk.records().count()];
        RowBuffer main = chunk.rows();
        for (int row = 0; main != null && row < main.rows(); row++) {
            rows[main.record(row)] = true;
        }
        long rowless = 0;
        for (int record = 0; record < rows.length; record++) {
            if (chunk.pending(record)) {
                rowless += rows[record] ? 0 : 1;
                chunk.settle(record, Fate.IMPORTED);
            }
        }
        return rowless;
    }

    private void compare(Partition of) {
        if (ledger.isEmpty()) {
            return;
        }
        LedgerRow row = ledger.get(of.id());
        if (row == null) {
            find(of.id(), "the ledger does not know this part of the source; run the migration again");
            return;
        }
        if (!row.done()) {
            find(of.id(), "the import stopped at record " + row.position().ordinal() + "; run the migration again");
            return;
        }
        compare(of.id(), row.counts(), partition);
        TreeSet<String> tables = new TreeSet<>(row.children().keySet());
        tables.addAll(children.keySet());
        for (String table : tables) {
            Counts then = row.children().getOrDefault(table, Counts.ZERO);
            compare(of.id() + " " + table, then, children.getOrDefault(table, Counts.ZERO));
        }
    }

    private void compare(String where, Counts then, Counts now) {
        boolean same = then.read() == now.read()
                && then.filtered() == now.filtered()
                && then.rejected() == now.rejected()
                && then.imported() + then.skipped() == now.imported() + now.skipped();
        if (!same) {
            find(where, "the ledger has " + words(then) + ", the source now gives " + words(now));
        }
    }

    private static String words(Counts counts) {
        return counts.read() + " read = " + (counts.imported() + counts.skipped()) + " accepted + " + counts.filtered()
                + " filtered + " + counts.rejected() + " rejected";
    }

    private static void write(StateOutput out, Counts counts) {
        out.number(counts.imported());
        out.number(counts.filtered());
        out.number(counts.rejected());
        out.number(counts.skipped());
    }

    private static Counts readCounts(StateInput in) {
        long imported = in.number();
        long filtered = in.number();
        long rejected = in.number();
        long skipped = in.number();
        return new Counts(imported + filtered + rejected + skipped, imported, filtered, rejected, skipped);
    }
}
