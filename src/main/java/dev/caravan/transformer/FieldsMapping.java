package dev.caravan.transformer;

import dev.caravan.model.ChildRows;
import dev.caravan.model.Chunk;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.Transform;
import dev.caravan.spi.Mapping;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code fields:} form. It is compiled once; a record is then read once from front to back, and only the values that are
 * asked for are looked at again where they lie. No tree is built, no text is decoded that needs no decoding.
 */
final class FieldsMapping implements Mapping {
    private final MappingContext context;
    private final Paths paths;
    private final List<String> columns;
    private final List<CellWriter> writers;
    private final List<ChildMapping> children;

    private FieldsMapping(
            MappingContext context,
            Paths paths,
            List<String> columns,
            List<CellWriter> writers,
            List<ChildMapping> children) {
        this.context = context;
        this.paths = paths;
        this.columns = columns;
        this.writers = writers;
        this.children = children;
    }

    /**
     * Compiles the {@code fields:} form.
     *
     * @throws dev.caravan.model.CaravanException FILE_INVALID, SCHEMA_MISMATCH
     */
    static FieldsMapping of(Transform.Fields fields, MappingContext context) {
        Paths paths = new Paths(false);
        List<String> columns =
                fields.columns().stream().map(Transform.Column::name).toList();
        List<CellWriter> writers = new ColumnCompiler(context, context.table(), paths).compile(fields.columns());
        new Refusals(context).checkComplete(context.table(), columns);
        List<ChildMapping> children = fields.children().stream()
                .map(child -> new ChildMapping(child, context, columns, paths))
                .toList();
        return new FieldsMapping(context, paths, columns, writers, children);
    }

    /**
     * A copy of JSON objects: each key goes to the column of its name, objects and arrays as JSON text. A key without a column
     * rejects the record; a column without a key gets no value. A primary key that is not the key of the import is left to the
     * database.
     */
    static FieldsMapping copy(MappingContext context) {
        Paths paths = new Paths(true);
        List<String> columns = new Refusals(context).open();
        List<CellWriter> writers = new ColumnCompiler(context, context.table(), paths).copy(columns);
        return new FieldsMapping(context, paths, columns, writers, List.of());
    }

    @Override
    public void apply(Chunk chunk) {
        new Run(chunk).run();
    }

    /** The work on one chunk. */
    private final class Run {
        private final Chunk chunk;
        private final JsonSource source;
        private final RecordState state;
        private final JsonCursor cursor = new JsonCursor();
        private final Slice[] slices = paths.slices();
        private final RowBuffer rows;
        private final List<ChildMapping.Run> childRuns = new ArrayList<>();

        Run(Chunk chunk) {
            this.chunk = chunk;
            this.source = JsonSource.of(chunk.records());
            this.state = new RecordState(context, chunk.records());
            this.rows = JsonSource.rowsFor(chunk.records(), columns);
            for (ChildMapping child : children) {
                childRuns.add(child.start(chunk, state, rows));
            }
        }

        void run() {
            for (int record = 0; record < chunk.records().count(); record++) {
                if (chunk.pending(record)) {
                    settle(record);
                }
            }
            List<ChildRows> made =
                    childRuns.stream().map(ChildMapping.Run::rows).toList();
            chunk.transformed(rows, List.of(), made);
        }

        private void settle(int record) {
            try {
                map(record);
            } catch (RecordProblem problem) {
                rows.abandonRow();
                chunk.reject(record, problem.code().code(), Transformer.STAGE, problem.getMessage());
            }
        }

        private void map(int record) {
            source.read(record, cursor);
            Token first = cursor.next();
            if (first != Token.OBJECT) {
                cursor.skip(first);
                cursor.next();
                throw new RecordProblem(RejectCode.NOT_AN_OBJECT, "the record is " + first.words());
            }
            paths.read(cursor, slices);
            cursor.next();
            state.atRecord(record, slices);
            for (ChildMapping.Run child : childRuns) {
                child.find();
            }
            rows.beginRow(record);
            for (int column = 0; column < writers.size(); column++) {
                writers.get(column).write(state, rows);
            }
            rows.endRow();
            for (ChildMapping.Run child : childRuns) {
                child.map(record);
            }
        }
    }
}
