package dev.caravan.relational;

import dev.caravan.model.ChildRows;
import dev.caravan.model.Chunk;
import dev.caravan.model.Existing;
import dev.caravan.model.Fate;
import dev.caravan.model.RowBuffer;
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
public final class ChunkWrite {
    private static final String STAGE = "import";

    private final Chunk chunk;
    private final Tables tables;
    private final String table;
    private final Existing existing;
    private final RowBuffer rows;
    private final int[] rowOf;
    private final SortedMap<Integer, Refusal> orphaned = new TreeMap<>();
    private final List<SortedMap<Integer, Refusal>> orphanedChildren = new ArrayList<>();
    private final List<Outcomes> children = new ArrayList<>();
    private Outcomes parents;

    /**
     * A chunk to be written.
     *
     * @param table where its main rows go
     */
    public ChunkWrite(Chunk chunk, String table, Tables tables, Existing existing) {
        this.chunk = chunk;
        this.table = table;
        this.tables = tables;
        this.existing = existing;
        this.rows = chunk.rows();
        this.rowOf = rowOf(chunk);
        chunk.children().forEach(child -> orphanedChildren.add(new TreeMap<>()));
    }

    /** Rejects every row with a value that would not come back as it went in. */
    public void refuseUnfit() throws SQLException {
        tables.of(table, rows.columns())
                .unfit(rows, wanted())
                .forEach((row, refusal) ->
                        chunk.reject(rows.record(row), refusal.code().code(), STAGE, refusal.reason()));
        for (int child = 0; child < chunk.children().size(); child++) {
            refuseUnfit(child);
        }
    }

    /**
     * Writes all rows that are pending.
     *
     * @throws Again when a constraint that is checked at the commit would refuse some: they are left out the next time
     */
    public void writeRows() throws SQLException {
        BitSet wanted = wanted();
        orphaned.keySet().forEach(wanted::clear);
        TableRows main = tables.of(table, rows.columns());
        main.take(rows, wanted);
        parents = new TableWrite(main, wanted, existing, row -> place(rows, row)).run();
        parents.refused().putAll(orphaned);
        children.clear();
        for (int child = 0; child < chunk.children().size(); child++) {
            children.add(writeChildren(child, main));
        }
        refuseOrphans(main);
    }

    /** Gives every pending record and child its fate. */
    public void settle() {
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

    private String place(RowBuffer of, int row) {
        return chunk.records().place(of.record(row));
    }

    private BitSet wanted() {
        BitSet wanted = new BitSet();
        for (int row = 0; row < rows.rows(); row++) {
            wanted.set(row, chunk.pending(rows.record(row)));
        }
        return wanted;
    }

    private void refuseUnfit(int child) throws SQLException {
        ChildRows of = chunk.children().get(child);
        BitSet wanted = new BitSet();
        for (int row = 0; row < of.rows().rows(); row++) {
            wanted.set(row, chunk.childPending(child, row));
        }
        tables.of(of.table(), of.rows().columns())
                .unfit(of.rows(), wanted)
                .forEach((row, refusal) ->
                        chunk.rejectChild(child, row, refusal.code().code(), STAGE, refusal.reason()));
    }

    private Outcomes writeChildren(int child, TableRows main) throws SQLException {
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
        TableRows rowsOfChild = tables.of(of.table(), of.rows().columns());
        rowsOfChild.take(of.rows(), wanted);
        if (existing == Existing.REPLACE && !parents.replaced().isEmpty()) {
            replace(rowsOfChild, main);
        }
        Outcomes outcomes = new TableWrite(rowsOfChild, wanted, existing, row -> place(of.rows(), row)).run();
        outcomes.refused().putAll(orphanedChildren.get(child));
        return outcomes;
    }

    /** Children of a replaced parent that do not come again go with what was replaced, where a foreign key names them. */
    private static void replace(TableRows children, TableRows parents) throws SQLException {
        if (children.key().isEmpty()) {
            return;
        }
        for (ForeignKey foreign : children.foreignKeys()) {
            if (foreign.table().equalsIgnoreCase(parents.name()) && parents.gives(foreign.to())) {
                children.deleteReplaced(foreign, parents);
            }
        }
    }

    private void refuseOrphans(TableRows main) throws SQLException {
        boolean found = collectOrphans(main, parents, orphaned);
        for (int child = 0; child < children.size(); child++) {
            ChildRows of = chunk.children().get(child);
            found |= collectOrphans(
                    tables.of(of.table(), of.rows().columns()), children.get(child), orphanedChildren.get(child));
        }
        if (found) {
            throw new Again();
        }
    }

    private static boolean collectOrphans(TableRows rows, Outcomes outcomes, SortedMap<Integer, Refusal> into)
            throws SQLException {
        Map<Integer, Refusal> orphans = rows.orphansAtCommit(outcomes.written());
        into.putAll(orphans);
        return !orphans.isEmpty();
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

    /** The tables of a target. */
    @FunctionalInterface
    public interface Tables {
        /**
         * A table, ready for rows with these columns.
         *
         * @throws dev.caravan.model.CaravanException SCHEMA_MISMATCH when they do not fit
         */
        TableRows of(String table, List<String> columns) throws SQLException;
    }

    /** Thrown to undo an attempt that has found more rows to leave out. */
    public static final class Again extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Again() {
            super("more rows are to be left out", null, false, false);
        }
    }
}
