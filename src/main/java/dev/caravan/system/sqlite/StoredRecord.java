package dev.caravan.system.sqlite;

import dev.caravan.model.BigEndian;
import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;
import java.io.IOException;
import java.util.List;

/**
 * A record in the form in which a database file holds it: a head with the type of each value, then the values. Used by one
 * thread.
 */
final class StoredRecord {
    private static final int ROWID = -1;
    private static final int INTEGERS = 6;
    private static final int REAL = 7;
    private static final int ZERO = 8;
    private static final int ONE = 9;
    private static final int BYTES = 12;
    private static final int[] SIZES = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};

    private final int[] wanted;
    private final boolean[] real;
    private final long[] types;
    private final int[] starts;
    private final Varint number = new Varint();

    /** Records of a table of which some columns are wanted, the rowid perhaps among them. */
    StoredRecord(SqliteTable table, List<String> columns) {
        List<SqliteColumn> stored = table.columns();
        UnknownLayout.unless(stored.stream().noneMatch(SqliteColumn::generated));
        wanted = new int[columns.size()];
        real = new boolean[columns.size()];
        for (int cell = 0; cell < wanted.length; cell++) {
            SqliteColumn column = table.column(columns.get(cell));
            UnknownLayout.unless(column != null || columns.get(cell).equals(table.rowidName()));
            wanted[cell] = column == null || column.rowid() ? ROWID : stored.indexOf(column);
            real[cell] = column != null && column.affinity() == Affinity.REAL;
        }
        types = new long[stored.size()];
        starts = new int[stored.size()];
    }

    /** Adds a row's wanted cells; answers how many bytes their texts and blobs have. */
    int copy(TreeWalk row, RowBuffer into) throws IOException {
        int start = row.readRecord();
        byte[] bytes = row.bytes();
        readHead(bytes, start, start + row.length());
        int size = 0;
        for (int cell = 0; cell < wanted.length; cell++) {
            if (wanted[cell] == ROWID) {
                into.addLong(row.rowid());
            } else {
                size += copy(bytes, starts[wanted[cell]], types[wanted[cell]], real[cell], into);
            }
        }
        return size;
    }

    /** A record with fewer values than columns is older than the last of them, which have their defaults. */
    private void readHead(byte[] bytes, int start, int end) {
        int at = number.read(bytes, start);
        UnknownLayout.unless(number.value() <= end - start);
        int headEnd = start + (int) number.value();
        long value = headEnd;
        for (int field = 0; field < types.length; field++) {
            UnknownLayout.unless(at < headEnd);
            at = number.read(bytes, at);
            types[field] = number.value();
            starts[field] = (int) value;
            value += size(number.value());
            UnknownLayout.unless(value <= end);
        }
        UnknownLayout.unless(at == headEnd && value == end);
    }

    private static long size(long type) {
        if (type >= BYTES) {
            return (type - BYTES) >>> 1;
        }
        UnknownLayout.unless(type >= 0 && type <= ONE);
        return SIZES[(int) type];
    }

    private static int copy(byte[] bytes, int at, long type, boolean real, RowBuffer into) {
        if (type >= BYTES) {
            int length = (int) ((type - BYTES) >>> 1);
            into.addBytes(type % 2 == 0 ? CellType.BLOB : text(bytes, at, length), bytes, at, length);
            return length;
        }
        if (type == 0) {
            into.addNull();
        } else if (type == REAL) {
            addReal(Double.longBitsToDouble(BigEndian.longAt(bytes, at)), into);
        } else if (real) {
            // A whole number takes less room as one, and is a REAL column's double all the same
            into.addDouble(whole(bytes, at, (int) type));
        } else {
            into.addLong(whole(bytes, at, (int) type));
        }
        return 0;
    }

    private static CellType text(byte[] bytes, int at, int length) {
        return Utf8.isValid(bytes, at, at + length) ? CellType.TEXT : CellType.INVALID_TEXT;
    }

    /** SQLite takes NaN for NULL. */
    private static void addReal(double value, RowBuffer into) {
        if (Double.isNaN(value)) {
            into.addNull();
        } else {
            into.addDouble(value);
        }
    }

    private static long whole(byte[] bytes, int at, int type) {
        return switch (type) {
            case ZERO -> 0;
            case ONE -> 1;
            case 1 -> bytes[at];
            case 2 -> BigEndian.shortAt(bytes, at);
            case 3 -> bytes[at] << 16 | BigEndian.shortAt(bytes, at + 1) & 0xffff;
            case 4 -> BigEndian.intAt(bytes, at);
            case 5 -> (long) BigEndian.shortAt(bytes, at) << 32 | BigEndian.intAt(bytes, at + 2) & 0xffffffffL;
            case INTEGERS -> BigEndian.longAt(bytes, at);
            default -> throw new IllegalArgumentException("type " + type);
        };
    }
}
