package dev.caravan.system.neo4j;

import dev.caravan.model.CellType;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.Unfit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A row as a node or relationship.
 *
 * @param number of the row in its buffer
 * @param key the values that identify it
 * @param properties the others, by column; no value as null
 */
record GraphRow(int number, List<Object> key, Map<String, Object> properties) {
    /** For a query that takes {@code $rows}. */
    static List<Map<String, Object>> parameters(List<GraphRow> rows) {
        return rows.stream()
                .map(row -> Map.<String, Object>of("i", row.number(), "k", row.key(), "p", row.properties()))
                .toList();
    }

    /** True when these properties are just what it would have there; others beside them are not its own. */
    boolean isStoredAs(Map<String, Object> held, GraphTable table) {
        boolean same = properties.entrySet().stream()
                .allMatch(one -> GraphValues.same(one.getValue(), held.get(one.getKey())));
        if (same && table instanceof NodeTable) {
            for (int part = 0; part < key.size(); part++) {
                same &= GraphValues.same(key.get(part), held.get(table.key().get(part)));
            }
        }
        return same;
    }

    /** True when another row of the same key has the same properties. */
    boolean equalsIn(GraphRow other) {
        return properties.entrySet().stream()
                .allMatch(one ->
                        GraphValues.same(one.getValue(), other.properties().get(one.getKey())));
    }

    /** Reads rows of one buffer. */
    static final class Reader {
        private final RowBuffer rows;
        private final GraphTable table;
        private final List<String> columns;

        Reader(RowBuffer rows, GraphTable table) {
            this.rows = rows;
            this.table = table;
            this.columns = table.properties(rows.columns());
        }

        /** The row with this number. */
        GraphRow read(int row) throws Unfit {
            Map<String, Object> properties = new LinkedHashMap<>();
            List<Object> key = key(row);
            for (String column : columns) {
                properties.put(column, GraphValues.of(rows, row, rows.indexOf(column)));
            }
            return new GraphRow(row, key, properties);
        }

        private List<Object> key(int row) throws Unfit {
            List<Object> key = new ArrayList<>();
            for (String part : table.key()) {
                int column = rows.indexOf(part);
                if (column < 0 || rows.isNull(row, column)) {
                    throw new Unfit(RejectCode.MISSING_FIELD, "key column '" + part + "' has no value");
                }
                if (rows.type(row, column) == CellType.BLOB) {
                    throw new Unfit(RejectCode.BAD_TYPE, "key column '" + part + "' holds bytes; make it text");
                }
                key.add(GraphValues.of(rows, row, column));
            }
            return List.copyOf(key);
        }
    }
}
