package dev.caravan.system.sqlite;

import dev.caravan.model.Partition;
import dev.caravan.relational.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Cuts a table into ranges of rowids with equally many rows, always the same for the same content. */
final class TableCut {
    private static final long SMALLEST = 50_000;
    private static final long MOST_PARTS = 16;

    private final Connection connection;
    private final PageQuery query;
    private final boolean whole;

    TableCut(Connection connection, PageQuery query, boolean whole) {
        this.connection = connection;
        this.query = query;
        this.whole = whole;
    }

    List<Partition> partitions() throws SQLException {
        String table = query.table().name();
        long rows = Sql.one(connection, "SELECT count(*) FROM " + SqliteTable.relation(table));
        long parts = Math.min(MOST_PARTS, rows / SMALLEST);
        if (whole
                || parts < 2
                || !query.order().equals(List.of(String.valueOf(query.table().rowidName())))) {
            return List.of(new Partition(table, table, "", rows, -1));
        }
        return ranges(table, rows, (rows + parts - 1) / parts);
    }

    private List<Partition> ranges(String table, long rows, long step) throws SQLException {
        String rowid = Sql.quoted(query.order().get(0));
        long low = Sql.one(connection, "SELECT min(" + rowid + ") FROM " + SqliteTable.relation(table));
        long last = Sql.one(connection, "SELECT max(" + rowid + ") FROM " + SqliteTable.relation(table));
        List<Partition> partitions = new ArrayList<>();
        // Skipping is quicker than numbering: no row is made of what is skipped. Where no number is missing it is
        // arithmetic
        String border = "SELECT " + rowid + " FROM " + SqliteTable.relation(table) + " WHERE " + rowid
                + " >= ? ORDER BY " + rowid + " LIMIT 1 OFFSET ?";
        boolean dense = last - low == rows - 1;
        for (long rest = rows; rest > 0; rest -= step) {
            long high = rest <= step ? last : dense ? low + step - 1 : Sql.one(connection, border, low, step - 1);
            partitions.add(partition(table, low, high, Math.min(rest, step)));
            low = high + 1;
        }
        return partitions;
    }

    private static Partition partition(String table, long low, long high, long rows) {
        String range = low + ".." + high;
        return new Partition(table + " " + range, table, range, rows, -1);
    }
}
