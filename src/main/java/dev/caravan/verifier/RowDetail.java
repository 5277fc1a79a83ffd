package dev.caravan.verifier;

import java.util.ArrayList;
import java.util.List;

/**
 * One row as findings show it.
 *
 * @param key its key's values
 */
record RowDetail(String key, List<Cell> cells) {
    private static final int MOST_COLUMNS = 10;

    /**
     * One cell.
     *
     * @param shape type and length
     * @param digest of its canonical bytes: equal cells have equal ones
     * @param value or null when there is none, or it may not be shown
     */
    record Cell(String shape, long digest, String value) {
        String text() {
            return value == null ? shape : shape + " '" + value + "'";
        }
    }

    static RowDetail of(RowDigest row, boolean values) {
        List<String> key = new ArrayList<>();
        for (int column : row.layout().key()) {
            key.add(PrintableText.of(row.rows(), row.row(), column));
        }
        List<Cell> cells = new ArrayList<>();
        for (int column : row.layout().columns()) {
            boolean shown = values && !row.rows().isNull(row.row(), column);
            String value = shown ? PrintableText.of(row.rows(), row.row(), column) : null;
            cells.add(new Cell(shape(row, column), row.cell(column), value));
        }
        return new RowDetail(String.join(",", key), cells);
    }

    boolean sameCells(RowDetail other) {
        for (int cell = 0; cell < cells.size(); cell++) {
            if (cells.get(cell).digest() != other.cells.get(cell).digest()) {
                return false;
            }
        }
        return true;
    }

    /** The columns in which this row of the source differs from one of the target. */
    String differences(RowDetail target, List<String> columns) {
        List<String> parts = new ArrayList<>();
        for (int cell = 0; cell < cells.size(); cell++) {
            Cell here = cells.get(cell);
            Cell there = target.cells.get(cell);
            if (here.digest() != there.digest()) {
                parts.add(columns.get(cell) + ": " + here.text() + " in the source, "
                        + (here.text().equals(there.text()) ? "another " : "") + there.text() + " in the target");
            }
        }
        if (parts.size() > MOST_COLUMNS) {
            int more = parts.size() - MOST_COLUMNS;
            parts.subList(MOST_COLUMNS, parts.size()).clear();
            parts.add("and " + more + " more columns");
        }
        return String.join("; ", parts);
    }

    /** All columns of this row of the source, which is in the target as it should be. */
    String shown(List<String> columns) {
        List<String> parts = new ArrayList<>();
        for (int cell = 0; cell < cells.size(); cell++) {
            parts.add(columns.get(cell) + ": " + cells.get(cell).text() + ", equal");
        }
        return String.join("; ", parts);
    }

    void write(StateOutput out) {
        out.text(key);
        out.list(cells, cell -> {
            out.text(cell.shape());
            out.number(cell.digest());
            out.flag(cell.value() != null);
            out.text(cell.value() == null ? "" : cell.value());
        });
    }

    static RowDetail read(StateInput in) {
        return new RowDetail(in.text(), in.list(() -> {
            String shape = in.text();
            long digest = in.number();
            boolean shown = in.flag();
            String value = in.text();
            return new Cell(shape, digest, shown ? value : null);
        }));
    }

    private static String shape(RowDigest row, int column) {
        var type = row.rows().type(row.row(), column);
        return type.hasBytes() ? type + " of " + row.rows().length(row.row(), column) + " bytes" : type.toString();
    }
}
