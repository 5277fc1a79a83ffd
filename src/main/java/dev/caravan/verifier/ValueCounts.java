package dev.caravan.verifier;

import dev.caravan.model.RowBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How many rows of one table each side has with each value of some columns, such as where the rows come from. */
final class ValueCounts {
    /** A column with more values than that does not part rows into groups that anybody could look at. */
    static final int MOST = 1_000;

    private final List<String> by;
    private final List<Map<String, long[]>> counts = new ArrayList<>();

    ValueCounts(List<String> by) {
        this.by = by;
        by.forEach(column -> counts.add(new TreeMap<>()));
    }

    /** Counts the row that is at hand under its values; a column that its table lacks counts nothing. */
    void add(Side side, RowDigest row) {
        for (int i = 0; i < by.size(); i++) {
            int at = row.layout().table().columns().indexOf(by.get(i));
            Map<String, long[]> column = counts.get(i);
            if (at >= 0 && column.size() <= MOST) {
                column.computeIfAbsent(text(row.rows(), row.row(), row.layout().columns()[at]), value -> new long[2])[
                        side.ordinal()]++;
            }
        }
    }

    /** By value, then by side; more than {@link #MOST} where the counting was given up. */
    Map<String, long[]> of(String column) {
        return counts.get(by.indexOf(column));
    }

    /** Forgets one side. */
    void clear(Side side) {
        counts.forEach(column -> column.values().forEach(both -> both[side.ordinal()] = 0));
    }

    void write(StateOutput out) {
        counts.forEach(column -> out.list(column.entrySet(), value -> {
            out.text(value.getKey());
            out.number(value.getValue()[0]);
            out.number(value.getValue()[1]);
        }));
    }

    void read(StateInput in) {
        for (Map<String, long[]> column : counts) {
            column.clear();
            in.list(() -> column.put(in.text(), new long[] {in.number(), in.number()}));
        }
    }

    private static String text(RowBuffer rows, int row, int column) {
        return switch (rows.type(row, column)) {
            case NULL -> "none";
            case INTEGER -> Long.toString(rows.longValue(row, column));
            case TEXT, DECIMAL -> rows.text(row, column);
            case BOOLEAN, REAL, JSON, BLOB, VECTOR, INVALID_TEXT -> "other";
        };
    }
}
