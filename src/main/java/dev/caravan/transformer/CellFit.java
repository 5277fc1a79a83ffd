package dev.caravan.transformer;

import dev.caravan.model.CellType;
import dev.caravan.model.NumberLiteral;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.TableShape;
import java.util.Locale;

/**
 * Lets into a column what it keeps without a change, and rejects the rest; nothing is converted silently.
 *
 * <ul>
 *   <li>TEXT takes text and JSON text.
 *   <li>INTEGER takes whole numbers of 64 bits however they are written ({@code 1E2}, {@code 5.0}), and true and false.
 *   <li>NUMBER takes whole numbers, doubles, true and false. Where the column is declared as a double, a whole number that
 *       no double holds is {@code inexact_number}.
 *   <li>BLOB takes bytes and vectors.
 *   <li>ANY takes all of these.
 * </ul>
 *
 * A number that neither 64 bits nor a double hold exactly fits no number column: it is {@code inexact_number}, and {@code as: text}
 * or {@code as: json} is the way out. So is -0.0 except in ANY, because number columns lose its sign.
 */
final class CellFit {
    private final String name;
    private final TableShape.Accepts accepts;
    private final boolean required;
    private final boolean doubles;

    CellFit(TableShape.Column column) {
        this.name = column.name();
        this.accepts = column.accepts();
        this.required = column.required();
        String declared = column.declared().toUpperCase(Locale.ROOT);
        this.doubles = declared.contains("REAL") || declared.contains("FLOA") || declared.contains("DOUB");
    }

    /** True when the column is for text alone. */
    boolean isText() {
        return accepts == TableShape.Accepts.TEXT;
    }

    /** True when the column is for numbers, among others. */
    boolean takesNumbers() {
        return switch (accepts) {
            case INTEGER, NUMBER, DECIMAL, ANY -> true;
            case TEXT, BLOB -> false;
        };
    }

    void addNull(RowBuffer rows) {
        if (required) {
            throw new RecordProblem(RejectCode.MISSING_FIELD, column() + " must have a value, and there is none");
        }
        rows.addNull();
    }

    /** Adds text or JSON text. */
    void addText(RowBuffer rows, CellType type, byte[] bytes, int start, int end) {
        switch (accepts) {
            case TEXT, DECIMAL, ANY -> rows.addBytes(type, bytes, start, end - start);
            case INTEGER, NUMBER, BLOB -> throw bad("a text of " + (end - start) + " bytes");
        }
    }

    /** Adds bytes or a vector. */
    void addBytes(RowBuffer rows, CellType type, byte[] bytes) {
        checkBytes(bytes.length);
        rows.addBytes(type, bytes);
    }

    void addBoolean(RowBuffer rows, boolean value) {
        if (!takesNumbers()) {
            throw bad("a boolean");
        }
        rows.addBoolean(value);
    }

    /** Adds a number that was read from these bytes. */
    void addNumber(RowBuffer rows, NumberLiteral number, byte[] bytes, int start, int end) {
        switch (number.type()) {
            case INTEGER -> addLong(rows, number.whole());
            case REAL -> addReal(rows, number);
            default -> addExact(rows, bytes, start, end);
        }
    }

    void addLong(RowBuffer rows, long value) {
        if (!takesNumbers()) {
            throw bad("a whole number");
        }
        if (doubles && !isDouble(value)) {
            throw inexact("a whole number that no double holds");
        }
        rows.addLong(value);
    }

    void addDouble(RowBuffer rows, double value) {
        if (!takesNumbers()) {
            throw bad("a number");
        }
        boolean negativeZero = value == 0 && 1 / value < 0;
        if (negativeZero && accepts != TableShape.Accepts.ANY) {
            throw inexact("a negative zero");
        }
        if (accepts != TableShape.Accepts.INTEGER) {
            rows.addDouble(value);
        } else if (isLong(value)) {
            rows.addLong((long) value);
        } else {
            throw value == Math.rint(value)
                    ? inexact("a number of more than 64 bits")
                    : bad("a number with a fraction");
        }
    }

    /** True when {@link #addCell} would take every cell of a column as it is. */
    boolean keeps(RowBuffer from, int column) {
        for (int row = 0; row < from.rows(); row++) {
            if (!keeps(from, row, column)) {
                return false;
            }
        }
        return true;
    }

    private boolean keeps(RowBuffer from, int row, int column) {
        return switch (from.type(row, column)) {
            case NULL -> !required;
            case TEXT, JSON ->
                accepts == TableShape.Accepts.TEXT
                        || accepts == TableShape.Accepts.DECIMAL
                        || accepts == TableShape.Accepts.ANY;
            case BOOLEAN -> takesNumbers();
            case INTEGER -> takesNumbers() && !(doubles && !isDouble(from.longValue(row, column)));
            case BLOB, VECTOR -> accepts == TableShape.Accepts.BLOB || accepts == TableShape.Accepts.ANY;
            case DECIMAL -> accepts == TableShape.Accepts.DECIMAL || accepts == TableShape.Accepts.ANY;
            case REAL -> accepts == TableShape.Accepts.ANY;
            case INVALID_TEXT -> false;
        };
    }

    /** Adds a copy of a cell of another system's row. */
    void addCell(RowBuffer rows, RowBuffer from, int row, int column) {
        switch (from.type(row, column)) {
            case NULL -> addNull(rows);
            case BOOLEAN -> addBoolean(rows, from.longValue(row, column) != 0);
            case INTEGER -> addLong(rows, from.longValue(row, column));
            case REAL -> addDouble(rows, from.doubleValue(row, column));
            case DECIMAL -> addDecimal(rows, from, row, column);
            case TEXT, JSON ->
                addText(
                        rows,
                        from.type(row, column),
                        from.arena(),
                        from.offset(row, column),
                        from.offset(row, column) + from.length(row, column));
            case BLOB, VECTOR -> addBlob(rows, from, row, column);
            case INVALID_TEXT ->
                throw new RecordProblem(
                        RejectCode.INVALID_UTF8,
                        column() + ": a text of " + from.length(row, column) + " bytes that is not UTF-8");
        }
    }

    /** A reject: {@code seen} is not for this column. */
    RecordProblem bad(String seen) {
        return new RecordProblem(RejectCode.BAD_TYPE, column() + " takes " + wanted() + ", here is " + seen);
    }

    /** A reject: {@code seen} would not stay what it is. */
    RecordProblem inexact(String seen) {
        return new RecordProblem(RejectCode.INEXACT_NUMBER, column() + ": " + seen);
    }

    /** A reject: {@code seen} is not what the mapping is made for. */
    RecordProblem unfit(String seen, String use) {
        return new RecordProblem(RejectCode.BAD_TYPE, column() + ": " + seen + ", but " + use);
    }

    private RecordProblem decimal() {
        return takesNumbers() ? inexact("a number that neither 64 bits nor a double hold exactly") : bad("a number");
    }

    private void addReal(RowBuffer rows, NumberLiteral number) {
        if (accepts == TableShape.Accepts.INTEGER && number.fitsLong()) {
            rows.addLong(number.whole());
            return;
        }
        addDouble(rows, number.real());
    }

    private void addExact(RowBuffer rows, byte[] bytes, int start, int end) {
        if (accepts != TableShape.Accepts.DECIMAL) {
            throw decimal();
        }
        rows.addBytes(CellType.DECIMAL, bytes, start, end - start);
    }

    private void addDecimal(RowBuffer rows, RowBuffer from, int row, int column) {
        byte[] bytes = from.arena();
        int start = from.offset(row, column);
        int end = start + from.length(row, column);
        switch (accepts) {
            case DECIMAL, ANY -> rows.addCopy(from, row, column);
            case TEXT -> rows.addBytes(CellType.TEXT, bytes, start, end - start);
            case INTEGER, NUMBER -> addNumber(rows, NumberLiteral.ofDecimal(bytes, start, end), bytes, start, end);
            case BLOB -> throw bad("a decimal number");
        }
    }

    private void addBlob(RowBuffer rows, RowBuffer from, int row, int column) {
        checkBytes(from.length(row, column));
        rows.addCopy(from, row, column);
    }

    private void checkBytes(int length) {
        if (accepts != TableShape.Accepts.BLOB && accepts != TableShape.Accepts.ANY) {
            throw bad(length + " bytes");
        }
    }

    private static boolean isDouble(long value) {
        double near = value;
        return near != 0x1p63 && (long) near == value;
    }

    private static boolean isLong(double value) {
        return value == Math.rint(value) && value >= -0x1p63 && value < 0x1p63;
    }

    private String column() {
        return "column '" + name + "'";
    }

    private String wanted() {
        return switch (accepts) {
            case TEXT -> "text";
            case INTEGER -> "whole numbers";
            case NUMBER, DECIMAL -> "numbers";
            case BLOB -> "bytes";
            case ANY -> "any value";
        };
    }
}
