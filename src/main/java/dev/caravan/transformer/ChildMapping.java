package dev.caravan.transformer;

import dev.caravan.model.ChildRows;
import dev.caravan.model.Chunk;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.TableShape;
import dev.caravan.model.Transform;
import java.util.ArrayList;
import java.util.List;

/** One entry of {@code children:}: rows of another table, made from an array in the record. */
final class ChildMapping {
    private static final int NUMBER = 1;

    private final String table;
    private final Alternatives each;
    private final int parentKey;
    private final Paths paths = new Paths(false);
    private final List<String> columns = new ArrayList<>();
    private final CellFit parentFit;
    private final CellFit numberFit;
    private final List<CellWriter> writers;

    ChildMapping(Transform.Children child, MappingContext context, List<String> parentColumns, Paths parentPaths) {
        Refusals refusals = new Refusals(context);
        TableShape shape = context.children().get(child.table());
        if (shape == null) {
            throw refusals.table("the target has no table '" + child.table() + "' for children");
        }
        this.table = child.table();
        this.each = new Alternatives(child.each(), parentPaths);
        this.parentKey = parentKey(context, parentColumns, refusals);
        this.parentFit = new CellFit(refusals.writable(shape, child.parentColumn()));
        this.numberFit = new CellFit(refusals.writable(shape, child.numberColumn()));
        this.columns.add(child.parentColumn());
        this.columns.add(child.numberColumn());
        child.columns().forEach(column -> columns.add(column.name()));
        if (columns.stream().distinct().count() < columns.size()) {
            throw refusals.file(
                    "children of '" + table + "' name a column twice; 'parent' and 'number' are columns too");
        }
        if (!numberFit.takesNumbers()) {
            throw refusals.table("column '" + table + "." + child.numberColumn()
                    + "' is to number the rows, but takes no whole numbers; change 'number' or the table");
        }
        refusals.checkComplete(shape, columns);
        this.writers = new ColumnCompiler(context, shape, paths).compile(child.columns());
    }

    private static int parentKey(MappingContext context, List<String> parentColumns, Refusals refusals) {
        if (context.key().isEmpty()) {
            throw refusals.file("children need the id of their parent; name the key in 'import'");
        }
        int column = parentColumns.indexOf(context.key().get(0));
        if (column < 0) {
            throw refusals.file("children need the id of their parent, but the mapping has no key column '"
                    + context.key().get(0) + "'; add it to 'fields'");
        }
        return column;
    }

    /** Begins the work on one chunk. */
    Run start(Chunk chunk, RecordState state, RowBuffer parents) {
        return new Run(chunk, state, parents);
    }

    /** The work on one chunk. */
    final class Run {
        private final Chunk chunk;
        private final RecordState state;
        private final RowBuffer parents;
        private final RowBuffer rows;
        private final Slice[] slices = paths.slices();
        private final JsonCursor cursor = new JsonCursor();
        private Slice array;

        private Run(Chunk chunk, RecordState state, RowBuffer parents) {
            this.chunk = chunk;
            this.state = state;
            this.parents = parents;
            this.rows = new RowBuffer(columns, chunk.records().count() * 4);
        }

        ChildRows rows() {
            return new ChildRows(table, rows, NUMBER);
        }

        /** Looks for the array; rejects the parent where something else stands in its place. */
        void find() {
            array = each.choose(state);
            if (array != null && array.token() != Token.ARRAY) {
                throw new RecordProblem(
                        RejectCode.BAD_TYPE, "the rows of '" + table + "' need an array, here is " + array.words());
            }
        }

        /** Makes the rows of a record whose own row was the last one made. */
        void map(int record) {
            if (array == null) {
                return;
            }
            cursor.restart(array.bytes(), array.start(), array.end());
            cursor.next();
            long number = 0;
            for (Token token = cursor.next(); token != Token.END_ARRAY; token = cursor.next()) {
                settle(record, ++number, token);
            }
        }

        private void settle(int record, long number, Token token) {
            try {
                map(record, number, token);
            } catch (RecordProblem problem) {
                rows.abandonRow();
                chunk.rejectChild(
                        record, table, number, problem.code().code(), Transformer.STAGE, problem.getMessage());
            }
        }

        private void map(int record, long number, Token token) {
            if (token != Token.OBJECT) {
                cursor.skip(token);
                throw new RecordProblem(RejectCode.NOT_AN_OBJECT, "the child is " + token.words());
            }
            paths.read(cursor, slices);
            state.atChild(table, number, slices);
            rows.beginRow(record);
            parentFit.addCell(rows, parents, parents.rows() - 1, parentKey);
            numberFit.addLong(rows, number);
            for (int column = 0; column < writers.size(); column++) {
                writers.get(column).write(state, rows);
            }
            rows.endRow();
        }
    }
}
