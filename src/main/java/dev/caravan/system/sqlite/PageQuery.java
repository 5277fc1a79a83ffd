package dev.caravan.system.sqlite;

import dev.caravan.relational.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The SQL that reads a table page by page, by key and never by offset.
 *
 * @param table the table or view
 * @param columns what is read, the parts of the order among them
 * @param order what the pages are ordered by: no two rows are the same there, and none has NULL
 * @param collations how each part of the order is compared; {@link #OWN} where the column tells
 * @param key the columns that identify a record
 */
record PageQuery(
        SqliteTable table, List<String> columns, List<String> order, List<String> collations, List<String> key) {
    /** The collation of the column itself. */
    static final String OWN = "";

    PageQuery {
        columns = List.copyOf(columns);
        order = List.copyOf(order);
        collations = List.copyOf(collations);
        key = List.copyOf(key);
    }

    /**
     * A page.
     *
     * @param range whether parameters first bound the (single, whole) order: at both ends on the first page, at its end alone
     *     {@code after} one. SQLite begins at the first lower bound that it meets; with two, each page would go through all
     *     that was read before
     * @param after where the page before ended, or null at the start
     * @param guarded whether values of more bytes than {@code most} come as NULL, with a last column that says so
     */
    String page(boolean range, KeyToken after, boolean guarded, int most) {
        List<String> conditions = new ArrayList<>();
        if (range) {
            conditions.add(after == null ? part(0) + " BETWEEN ? AND ?" : part(0) + " <= ?");
        }
        if (after != null) {
            String left = IntStream.range(0, order.size()).mapToObj(this::part).collect(Collectors.joining(", "));
            String right =
                    IntStream.range(0, order.size()).mapToObj(after::parameter).collect(Collectors.joining(", "));
            conditions.add("(" + left + ") > (" + right + ")");
        }
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        String by = IntStream.range(0, order.size()).mapToObj(this::part).collect(Collectors.joining(", "));
        return "SELECT " + (guarded ? guarded(most) : Sql.list(columns)) + " FROM " + SqliteTable.relation(table.name())
                + where + " ORDER BY " + by + " LIMIT ?";
    }

    /** True when pages come in the order of a table's own rowids. */
    boolean isByRowid() {
        return table.isTable() && order.equals(List.of(String.valueOf(table.rowidName())));
    }

    /** Where the key's columns are among those that are read. */
    int[] keyCells() {
        return key.stream().mapToInt(columns::indexOf).toArray();
    }

    /** How many of the columns that are read are the table's own; a rowid that has no column comes after them. */
    int ownColumns() {
        return (int) table.columns().stream()
                .filter(column -> columns.contains(column.name()))
                .count();
    }

    int[] orderCells() {
        return order.stream().mapToInt(columns::indexOf).toArray();
    }

    private String part(int index) {
        String name = Sql.quoted(order.get(index));
        return order.get(index).equals(table.rowidName())
                        || collations.get(index).equals(OWN)
                ? name
                : name + " COLLATE " + Sql.quoted(collations.get(index));
    }

    private String guarded(int most) {
        String cells = Sql.joined(
                columns,
                ", ",
                column -> "CASE WHEN octet_length(" + Sql.quoted(column) + ") <= " + most + " THEN "
                        + Sql.quoted(column) + " END");
        String large = Sql.joined(
                columns, " OR ", column -> "coalesce(octet_length(" + Sql.quoted(column) + ") > " + most + ", 0)");
        return cells + ", " + large;
    }
}
