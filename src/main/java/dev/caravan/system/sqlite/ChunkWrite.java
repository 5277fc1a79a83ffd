package dev.caravan.system.sqlite;

import dev.caravan.model.ChildRows;
import dev.caravan.model.Chunk;
import dev.caravan.model.Existing;
import dev.caravan.model.Fate;
import dev.caravan.model.RowBuffer;
import dev.caravan.system.sqlite.SqliteTable.ForeignKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rows of one chunk on their way into their tables: parents first, then the children of those that stand. Settles the
 * chunk once every row's outcome is known.
 */
final class ChunkWrite {
    private static final String STAGE = "import";

    private final Chunk chunk;
    private final TableWriters writers;
    private final String table;
    private final Existing existing;
    private final RowBuffer rows;
    private final int[] rowOf;
    private final SortedMap<Integer, Refusal> orphaned = new TreeMap<>();
    private final List<SortedMap<Integer, Refusal>> orphanedChildren = new ArrayList<>();
    private final List<Outcomes> children = new ArrayList<>();
    private Outcomes parents;

    ChunkWrite(Chunk chunk, String table, TableWriters writers, Existing existing) {
        this.chunk = chunk;
        this.table = table;
        this.writers = writers;
        this.existing = existing;
        this.rows = chunk.rows();
        this.rowOf = rowOf(chunk);
        chunk.children().forEach(child -> orphanedChildren.add(new TreeMap<>()));
    }

    /** Rejects every row with a value that would not come back as it went in. */
    void refuseUnfit() throws SQLException {
        TableWriter writer = writers.of(table, rows.columns());
        for (int row = 0; row < rows.rows(); row++) {
            if (chunk.pending(rows.record(row))) {
                Refusal refusal = writer.refusal(rows, row);
                if (refusal != null) {
                    chunk.reject(rows.record(row), refusal.code().code(), STAGE, refusal.reason());
                }
            }
        }
        for (int child = 0; child < chunk.children().size(); child++) {
            refuseUnfit(child);
        }
    }

    /**
     * Writes all rows that are pending.
     *
     * @throws Again when a foreign key that is checked at the commit would refuse some: they are left out the next time
     */
    void writeRows() throws SQLException {
        BitSet wanted = new BitSet();
        for (int row = 0; row < rows.rows(); row++) {
            wanted.set(row, chunk.pending(rows.record(row)) && !orphaned.containsKey(row));
        }
        TableWriter writer = writers.of(table, rows.columns());
        parents = writer.write(rows, wanted, existing);
        parents.refused().putAll(orphaned);
        children.clear();
        for (int child = 0; child < chunk.children().size(); child++) {
            children.add(writeChildren(child, writer));
        }
        refuseOrphans(writer);
    }

    /** Gives every pending record and child its fate. */
    void settle() {
        BitSet changed = new BitSet();
        for (int child = 0; child < children.size(); child++) {
            settleChildren(child, changed);
        }
        for (int record = 0; record < chunk.records().count(); record++) {
            if (chunk.pending(record)) {
                settle(record, changed.get(record));
            }
        }
    }

    private void refuseUnfit(int child) throws SQLException {
        ChildRows of = chunk.children().get(child);
        TableWriter writer = writers.of(of.table(), of.rows().columns());
        for (int row = 0; row < of.rows().rows(); row++) {
            if (chunk.childPending(child, row)) {
                Refusal refusal = writer.refusal(of.rows(), row);
                if (refusal != null) {
                    chunk.rejectChild(child, row, refusal.code().code(), STAGE, refusal.reason());
                }
            }
        }
    }

    private Outcomes writeChildren(int child, TableWriter parentWriter) throws SQLException {
        ChildRows of = chunk.children().get(child);
        BitSet wanted = new BitSet();
        for (int row = 0; row < of.rows().rows(); row++) {
            int parent = rowOf[of.rows().record(row)];
            wanted.set(
                    row,
                    chunk.childPending(child, row)
                            && parents.stands(parent)
                            && !orphanedChildren.get(child).containsKey(row));
        }
        TableWriter writer = writers.of(of.table(), of.rows().columns());
        writer.stage(of.rows(), wanted);
        if (existing == Existing.REPLACE && !parents.replaced().isEmpty()) {
            replace(writer, parentWriter);
        }
        Outcomes outcomes = writer.writeStaged(wanted, existing);
        outcomes.refused().putAll(orphanedChildren.get(child));
        return outcomes;
    }

    /** Children of a replaced parent that do not come again go with what was replaced, where a foreign key names them. */
    private static void replace(TableWriter writer, TableWriter parentWriter) throws SQLException {
        if (writer.key() == null) {
            return;
        }
        for (ForeignKey foreign : writer.table().foreignKeys()) {
            if (foreign.table().equalsIgnoreCase(parentWriter.table().name())
                    && parentWriter.stage().has(foreign.to())) {
                writer.deleteReplaced(foreign, parentWriter);
            }
        }
    }

    private void refuseOrphans(TableWriter writer) throws SQLException {
        boolean found = collectOrphans(writer, parents, rows.rows(), orphaned);
        for (int child = 0; child < children.size(); child++) {
            ChildRows of = chunk.children().get(child);
            TableWriter childWriter = writers.of(of.table(), of.rows().columns());
            found |= collectOrphans(childWriter, children.get(child), of.rows().rows(), orphanedChildren.get(child));
        }
        if (found) {
            throw new Again();
        }
    }

    private static boolean collectOrphans(
            TableWriter writer, Outcomes outcomes, int count, SortedMap<Integer, Refusal> into) throws SQLException {
        int before = into.size();
        if (writer.table().deferrable()) {
            for (Map.Entry<Integer, ForeignKey> orphan :
                    writer.orphans(0, count).entrySet()) {
                if (outcomes.written().get(orphan.getKey())) {
                    into.put(orphan.getKey(), Constraint.orphan(writer.table().name(), orphan.getValue()));
                }
            }
        }
        return into.size() > before;
    }

    private void settleChildren(int child, BitSet changed) {
        RowBuffer of = chunk.children().get(child).rows();
        Outcomes outcomes = children.get(child);
        outcomes.refused()
                .forEach((row, refusal) ->
                        chunk.rejectChild(child, row, refusal.code().code(), STAGE, refusal.reason()));
        outcomes.kept().forEach((row, reason) -> chunk.keepChild(child, row, reason));
        outcomes.written().stream().forEach(row -> changed.set(of.record(row)));
    }

    private void settle(int record, boolean childrenChanged) {
        int row = rowOf[record];
        if (row < 0) {
            throw new IllegalStateException("record " + record + " of " + chunk + " is pending and has no row");
        }
        Refusal refusal = parents.refused().get(row);
        if (refusal != null) {
            chunk.reject(record, refusal.code().code(), STAGE, refusal.reason());
        } else if (parents.kept().containsKey(row)) {
            chunk.keep(record, parents.kept().get(row));
        } else {
            chunk.settle(record, parents.written().get(row) || childrenChanged ? Fate.IMPORTED : Fate.SKIPPED);
        }
    }

    private static int[] rowOf(Chunk chunk) {
        int[] rowOf = new int[chunk.records().count()];
        Arrays.fill(rowOf, -1);
        for (int row = 0; row < chunk.rows().rows(); row++) {
            rowOf[chunk.rows().record(row)] = row;
        }
        return rowOf;
    }

    /** Thrown to undo an attempt that has found more rows to leave out. */
    static final class Again extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Again() {
            super("more rows are to be left out", null, false, false);
        }
    }
}
