package dev.caravan.verifier;

import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;
import java.util.List;

/** Watches that the keys of one side ascend. */
final class KeyOrder {
    private final RowBuffer key;
    private final int[] cells;

    KeyOrder(List<String> names) {
        key = new RowBuffer(names, 1);
        cells = new int[names.size()];
        for (int cell = 0; cell < cells.length; cell++) {
            cells[cell] = cell;
        }
    }

    /** True when a row's key comes after the one before. The first row of all is after nothing. */
    boolean isAfter(RowDigest row) {
        boolean after = key.rows() == 0 || isLess(row);
        keep(row);
        return after;
    }

    private boolean isLess(RowDigest row) {
        int order = RowMatch.order(
                key, 0, cells, row.rows(), row.row(), row.layout().key());
        return order < 0 && order != RowMatch.UNORDERED;
    }

    /** A copy: the buffer that the row is in is filled anew before the next row is met. */
    private void keep(RowDigest row) {
        key.truncate(0);
        key.beginRow(0);
        for (int column : row.layout().key()) {
            key.addCopy(row.rows(), row.row(), column);
        }
        key.endRow();
    }

    void write(StateOutput out) {
        out.flag(key.rows() > 0);
        for (int cell = 0; key.rows() > 0 && cell < cells.length; cell++) {
            CellType type = key.type(0, cell);
            out.small(type.ordinal());
            out.bytes(type.hasBytes() ? key.bytes(0, cell) : new byte[0]);
            out.number(type.hasBytes() ? 0 : key.longValue(0, cell));
        }
    }

    void read(StateInput in) {
        key.truncate(0);
        if (!in.flag()) {
            return;
        }
        key.beginRow(0);
        for (int cell = 0; cell < cells.length; cell++) {
            add(in, in.small(), in.bytes(), in.number());
        }
        key.endRow();
    }

    private void add(StateInput in, int type, byte[] bytes, long number) {
        if (type == CellType.INTEGER.ordinal()) {
            key.addLong(number);
        } else if (type == CellType.TEXT.ordinal() || type == CellType.BLOB.ordinal()) {
            key.addBytes(CellType.values()[type], bytes);
        } else if (type >= 0 && type < CellType.values().length) {
            // Nothing comes after a key without an order
            key.addNull();
        } else {
            throw in.broken("a key of it has a type " + type);
        }
    }
}
