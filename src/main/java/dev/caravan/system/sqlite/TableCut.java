package dev.caravan.system.sqlite;

import dev.caravan.model.Partition;
import dev.caravan.relational.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a table into ranges of rowids with equally many rows, always the same for the same content. To count a large table is to
 * read it: one whose rowids have few gaps wherever it is looked at is cut by arithmetic, and its records are about as many as
 * are told.
 */
final class TableCut {
    private static final long SMALLEST = 50_000;
    private static final long MOST_PARTS = 16;

    /** Counting fewer rowids than these takes no time. */
    private static final long LARGE = 200_000;

    private static final int LOOKS = 64;
    private static final int LOOKED_AT = 100;

    private final Connection connection;
    private final PageQuery query;
    private final boolean whole;
    private final String table;

    TableCut(Connection connection, PageQuery query, boolean whole) {
        this.connection = connection;
        this.query = query;
        this.whole = whole;
        this.table = query.table().name();
    }

    List<Partition> partitions() throws SQLException {
        String rowid = query.table().rowidName();
        long low = rowid == null ? 0 : end("min", rowid);
        long high = rowid == null ? 0 : end("max", rowid);
        long about = rowid == null ? -1 : estimate(rowid, low, high);
        long rows = about >= 0 ? about : Sql.one(connection, "SELECT count(*) FROM " + relation());
        long parts = Math.min(MOST_PARTS, rows / SMALLEST);
        if (whole || parts < 2 || !query.order().equals(List.of(String.valueOf(rowid)))) {
            return List.of(new Partition(table, table, "", rows, -1));
        }
        return about >= 0 ? even(low, high, rows, parts) : counted(rowid, low, high, rows, parts);
    }

    /** About how many rows there are; -1 for a table that has to be counted. */
    private long estimate(String rowid, long low, long high) throws SQLException {
        long span = high - low + 1;
        if (span < LARGE) {
            return -1;
        }
        double width = 0;
        for (int look = 0; look < LOOKS; look++) {
            long from = low + span / LOOKS * look;
            long found = behind(rowid, from, LOOKED_AT - 1) - from + 1;
            if (found < LOOKED_AT || found > 2 * LOOKED_AT) {
                return -1;
            }
            width += found;
        }
        return Math.round(span * (LOOKS * LOOKED_AT / width));
    }

    private List<Partition> even(long low, long high, long rows, long parts) {
        long span = high - low + 1;
        long step = (span + parts - 1) / parts;
        List<Partition> partitions = new ArrayList<>();
        long from = low;
        for (long rest = span; rest > 0; rest -= step) {
            long wide = Math.min(rest, step);
            partitions.add(partition(from, from + wide - 1, Math.round(wide * ((double) rows / span))));
            from += wide;
        }
        return partitions;
    }

    private List<Partition> counted(String rowid, long low, long high, long rows, long parts) throws SQLException {
        long step = (rows + parts - 1) / parts;
        List<Partition> partitions = new ArrayList<>();
        long from = low;
        for (long rest = rows; rest > 0; rest -= step) {
            long to = rest <= step ? high : behind(rowid, from, step - 1);
            partitions.add(partition(from, to, Math.min(rest, step)));
            from = to + 1;
        }
        return partitions;
    }

    private long end(String function, String rowid) throws SQLException {
        return Sql.one(connection, "SELECT " + function + "(" + Sql.quoted(rowid) + ") FROM " + relation());
    }

    /** The rowid {@code skipped} rows behind the first one from {@code from} on; skipped rows are not made. */
    private long behind(String rowid, long from, long skipped) throws SQLException {
        String name = Sql.quoted(rowid);
        String sql = "SELECT " + name + " FROM " + relation() + " WHERE " + name + " >= ? ORDER BY " + name
                + " LIMIT 1 OFFSET ?";
        return Sql.one(connection, sql, from, skipped);
    }

    private String relation() {
        return SqliteTable.relation(table);
    }

    private Partition partition(long low, long high, long rows) {
        String range = low + ".." + high;
        return new Partition(table + " " + range, table, range, rows, -1);
    }
}
