package dev.caravan.verifier;

import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;
import java.util.Arrays;

/** Compares rows of two buffers cell by cell: bytes with bytes where both sides keep them alike, else what they stand for. */
final class RowMatch {
    /** Of two keys whose values have no common order. */
    static final int UNORDERED = Integer.MIN_VALUE;

    private final CanonicalCells one = new CanonicalCells();
    private final CanonicalCells other = new CanonicalCells();

    /** True when all compared cells of both rows are equal. */
    boolean equal(RowDigest left, RowDigest right) {
        int[] here = left.layout().columns();
        int[] there = right.layout().columns();
        for (int column = 0; column < here.length; column++) {
            if (!equal(left.rows(), left.row(), here[column], right.rows(), right.row(), there[column])) {
                return false;
            }
        }
        return true;
    }

    /**
     * Which key comes first: whole numbers by value, texts and bytes by their bytes; less than 0 for the left one.
     * {@link #UNORDERED} where the values have no such order.
     */
    static int order(RowBuffer left, int row, int[] key, RowBuffer right, int otherRow, int[] otherKey) {
        for (int column = 0; column < key.length; column++) {
            CellType type = left.type(row, key[column]);
            CellType otherType = right.type(otherRow, otherKey[column]);
            if (!isOrdered(type) || type != otherType) {
                return UNORDERED;
            }
            int order = type.hasBytes()
                    ? bytes(left, row, key[column], right, otherRow, otherKey[column])
                    : Long.compare(left.longValue(row, key[column]), right.longValue(otherRow, otherKey[column]));
            if (order != 0) {
                return order < 0 ? -1 : 1;
            }
        }
        return 0;
    }

    private static boolean isOrdered(CellType type) {
        return type == CellType.INTEGER || type == CellType.TEXT || type == CellType.BLOB;
    }

    private static int bytes(RowBuffer left, int row, int column, RowBuffer right, int otherRow, int otherColumn) {
        int from = left.offset(row, column);
        int otherFrom = right.offset(otherRow, otherColumn);
        return Arrays.compareUnsigned(
                left.arena(),
                from,
                from + left.length(row, column),
                right.arena(),
                otherFrom,
                otherFrom + right.length(otherRow, otherColumn));
    }

    private boolean equal(RowBuffer left, int row, int column, RowBuffer right, int otherRow, int otherColumn) {
        CellType type = left.type(row, column);
        if (type == right.type(otherRow, otherColumn) && same(type, left, row, column, right, otherRow, otherColumn)) {
            return true;
        }
        one.clear();
        other.clear();
        one.add(left, row, column);
        other.add(right, otherRow, otherColumn);
        return Arrays.equals(one.bytes(), 0, one.used(), other.bytes(), 0, other.used());
    }

    private static boolean same(
            CellType type, RowBuffer left, int row, int column, RowBuffer right, int otherRow, int otherColumn) {
        if (type == CellType.NULL) {
            return true;
        }
        if (!type.hasBytes()) {
            return left.longValue(row, column) == right.longValue(otherRow, otherColumn);
        }
        return left.length(row, column) == right.length(otherRow, otherColumn)
                && bytes(left, row, column, right, otherRow, otherColumn) == 0;
    }
}
