package dev.caravan.run;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Pipeline;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.TableShape;
import java.util.ArrayList;
import java.util.List;

/** The part of the mapping's rows that goes to one of several targets. Safe for use by several threads. */
final class Projection {
    /** How columns begin that hold a text to embed, on their way from the mapping to the import; no table has such names. */
    private static final String TEXT = "text to embed for ";

    /** What an embedded text becomes in the target. */
    private static final String DOCUMENT = "document";

    private final Pipeline.Import into;
    private final String place;

    Projection(Pipeline.Import into, String place) {
        this.into = into;
        this.place = place;
    }

    /** The name of the column in which the mapping hands on the text to embed for an import. */
    static String textColumn(Pipeline.Import into) {
        return TEXT + into.into().name() + "." + into.table();
    }

    /**
     * The rows that are pending, with the columns that the import names, or all that its table has; an embedded text last.
     *
     * @param shape of the table that they go to
     */
    RowBuffer of(Chunk chunk, TableShape shape) {
        RowBuffer from = chunk.rows();
        List<Integer> cells = cells(from.columns(), shape);
        List<String> columns = new ArrayList<>();
        cells.forEach(cell -> columns.add(from.columns().get(cell)));
        if (into.embed().isPresent()) {
            columns.set(columns.size() - 1, DOCUMENT);
        }
        RowBuffer rows = new RowBuffer(columns, from.rows());
        for (int row = 0; row < from.rows(); row++) {
            if (chunk.pending(from.record(row))) {
                rows.beginRow(from.record(row));
                for (int cell : cells) {
                    rows.addCopy(from, row, cell);
                }
                rows.endRow();
            }
        }
        return rows;
    }

    private List<Integer> cells(List<String> columns, TableShape shape) {
        List<Integer> cells = new ArrayList<>();
        for (String wanted : into.columns()) {
            if (!columns.contains(wanted)) {
                throw mismatch("'columns' of the import into '" + into.into().name() + "' names '" + wanted
                        + "', which the mapping does not give; it gives " + String.join(", ", named(columns)));
            }
        }
        for (int column = 0; column < columns.size(); column++) {
            if (isWanted(columns.get(column), shape)) {
                cells.add(column);
            }
        }
        if (into.embed().isPresent()) {
            if (cells.stream().anyMatch(cell -> columns.get(cell).equals(DOCUMENT))) {
                throw mismatch("the embedded text becomes the column 'document' of '"
                        + into.into().name()
                        + "', and the mapping gives one of that name; leave it out by 'columns', or name it otherwise");
            }
            cells.add(columns.indexOf(textColumn(into)));
        }
        return cells;
    }

    private boolean isWanted(String column, TableShape shape) {
        if (column.startsWith(TEXT)) {
            return false;
        }
        if (!into.columns().isEmpty()) {
            return into.columns().contains(column);
        }
        TableShape.Column found = shape.column(column);
        return found != null && !found.generated();
    }

    private static List<String> named(List<String> columns) {
        return columns.stream().filter(column -> !column.startsWith(TEXT)).toList();
    }

    private CaravanException mismatch(String what) {
        return new CaravanException(ErrorCode.SCHEMA_MISMATCH, place, what);
    }
}
