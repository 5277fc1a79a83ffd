package dev.caravan.transformer;

import dev.caravan.model.Chunk;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import dev.caravan.model.TableShape;
import dev.caravan.spi.Mapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A straight copy. The columns of a table go to the columns of the same name; a column that the target does not have stops the
 * run. The keys of JSON objects go the way that
 * {@link FieldsMapping#copy} tells.
 */
final class CopyMapping implements Mapping {
    private final MappingContext context;
    private final Refusals refusals;
    private final Mapping json;
    private final Map<String, CellFit> fits = new HashMap<>();

    CopyMapping(MappingContext context) {
        this.context = context;
        this.refusals = new Refusals(context);
        this.json = FieldsMapping.copy(context);
        for (String column : context.table().writable()) {
            fits.put(column, new CellFit(context.table().column(column)));
        }
    }

    @Override
    public void apply(Chunk chunk) {
        if (chunk.records() instanceof RowRecords records) {
            new RowRun(chunk, records).run();
        } else {
            json.apply(chunk);
        }
    }

    /** One chunk of a table. */
    private final class RowRun {
        private final Chunk chunk;
        private final RowRecords records;
        private final RowBuffer from;
        private final List<Integer> numbers = new ArrayList<>();
        private final List<String> names = new ArrayList<>();
        private final List<CellFit> columnFits = new ArrayList<>();

        RowRun(Chunk chunk, RowRecords records) {
            this.chunk = chunk;
            this.records = records;
            this.from = records.rows();
            for (int column = 0; column < records.ownColumns(); column++) {
                take(column, from.columns().get(column));
            }
            refusals.checkComplete(context.table(), names);
        }

        private void take(int column, String name) {
            TableShape.Column target = context.table().column(name);
            if (target == null) {
                throw refusals.table("table '" + records.table() + "' has a column '" + name + "', table '"
                        + context.table().name() + "' has none; name the columns to move under 'fields'");
            }
            if (!target.generated()) {
                numbers.add(column);
                names.add(name);
                columnFits.add(fits.containsKey(name) ? fits.get(name) : new CellFit(target));
            }
        }

        /** Where every row goes as it is, the source's own buffer goes on: no cell is copied. */
        void run() {
            if (names.equals(from.columns().subList(0, names.size())) && isKept()) {
                chunk.transformed(from.first(names.size()), List.of(), List.of());
                return;
            }
            RowBuffer rows = new RowBuffer(names, from.rows(), from.size());
            for (int record = 0; record < from.rows(); record++) {
                if (chunk.pending(record)) {
                    settle(record, rows);
                }
            }
            chunk.transformed(rows, List.of(), List.of());
        }

        private boolean isKept() {
            for (int column = 0; column < columnFits.size(); column++) {
                if (!columnFits.get(column).keeps(from, column)) {
                    return false;
                }
            }
            return true;
        }

        private void settle(int record, RowBuffer rows) {
            try {
                rows.beginRow(record);
                for (int cell = 0; cell < numbers.size(); cell++) {
                    columnFits.get(cell).addCell(rows, from, record, numbers.get(cell));
                }
                rows.endRow();
            } catch (RecordProblem problem) {
                rows.abandonRow();
                String reason = records.place(record) + ", " + problem.getMessage();
                chunk.reject(record, problem.code().code(), Transformer.STAGE, reason);
            }
        }
    }
}
