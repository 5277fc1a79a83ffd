package dev.caravan.validator;

import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;

/** One condition on one value. Used by several threads. */
@FunctionalInterface
interface CellTest {
    /** What is wrong with a cell that has a value; null when nothing is. */
    Violation test(RowBuffer rows, int row, int column);

    /** A value as people may be told of it: its type and length. */
    static String words(RowBuffer rows, int row, int column) {
        CellType type = rows.type(row, column);
        return switch (type) {
            case NULL -> "no value";
            case BOOLEAN -> "a boolean";
            case INTEGER -> "a whole number";
            case REAL, DECIMAL -> "a number";
            case TEXT, JSON -> "a text of " + rows.length(row, column) + " bytes";
            case VECTOR -> "a vector of " + rows.length(row, column) / Float.BYTES + " numbers";
            case BLOB, INVALID_TEXT -> rows.length(row, column) + " bytes";
        };
    }

    /** True for text and JSON text. */
    static boolean isText(CellType type) {
        return type == CellType.TEXT || type == CellType.JSON;
    }
}
