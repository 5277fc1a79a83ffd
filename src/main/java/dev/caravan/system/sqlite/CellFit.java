package dev.caravan.system.sqlite;

import dev.caravan.model.CellType;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.TableShape.Accepts;
import dev.caravan.relational.Refusal;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * Whether a value comes back from a column as it went in. SQLite itself would convert text to a number, a number to text, or
 * NaN to NULL without a word; here each of these is a refusal.
 *
 * <p>A number is its value: a whole number may come back from a REAL column as 5.0, true from any column as 1.
 */
final class CellFit {
    /** Longer decimals than any double's exact text are not worth parsing. */
    private static final int LONGEST_DECIMAL = 1100;

    /** What SQLite may take for a number, blanks and a tail after NUL included: rather too much than too little. */
    private static final Pattern NUMBER = Pattern.compile(
            "[ \\t\\n\\x0B\\f\\r]*[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?[ \\t\\n\\x0B\\f\\r]*(\\x00.*)?",
            Pattern.DOTALL);

    private final String table;
    private final SqliteColumn column;
    private final Accepts accepts;

    CellFit(String table, SqliteColumn column) {
        this.table = table;
        this.column = column;
        this.accepts = column.accepts();
    }

    /** Why the cell does not fit, or null when it does. */
    Refusal refusal(RowBuffer rows, int row, int cell) {
        CellType type = rows.type(row, cell);
        return switch (type) {
            case NULL -> column.rowid() ? missing() : null;
            case INVALID_TEXT -> refuse(RejectCode.INVALID_UTF8, rows, row, cell);
            case TEXT, JSON -> text(rows, row, cell);
            case BLOB, VECTOR -> accepts == Accepts.BLOB || accepts == Accepts.ANY ? null : badType(rows, row, cell);
            case BOOLEAN -> takesBoolean() ? null : badType(rows, row, cell);
            case INTEGER -> number(exactAsStored(rows.longValue(row, cell)), true, rows, row, cell);
            case REAL -> number(exactAsStored(rows.doubleValue(row, cell)), false, rows, row, cell);
            case DECIMAL -> decimal(rows, row, cell);
        };
    }

    /** A decimal as the Long or Double that is exactly it, or null when there is none. */
    static Number exact(String decimal) {
        if (decimal.length() > LONGEST_DECIMAL) {
            return null;
        }
        try {
            return Long.valueOf(decimal);
        } catch (NumberFormatException notWhole) {
            double nearest = Double.parseDouble(decimal);
            boolean same = Double.isFinite(nearest)
                    && new BigDecimal(decimal).compareTo(new BigDecimal(Double.toString(nearest))) == 0;
            return same ? nearest : null;
        }
    }

    private Refusal text(RowBuffer rows, int row, int cell) {
        if (accepts != Accepts.TEXT && accepts != Accepts.ANY) {
            return badType(rows, row, cell);
        }
        boolean converted = column.affinity() == Affinity.NUMERIC
                && NUMBER.matcher(rows.text(row, cell)).matches();
        return converted ? badType(rows, row, cell) : null;
    }

    private boolean takesBoolean() {
        return accepts != Accepts.TEXT && accepts != Accepts.BLOB;
    }

    private Refusal number(boolean exact, boolean whole, RowBuffer rows, int row, int cell) {
        boolean wanted =
                switch (accepts) {
                    case INTEGER -> whole;
                    case NUMBER, DECIMAL, ANY -> true;
                    case TEXT, BLOB -> false;
                };
        if (!wanted) {
            return badType(rows, row, cell);
        }
        return exact ? null : refuse(RejectCode.INEXACT_NUMBER, rows, row, cell);
    }

    private Refusal decimal(RowBuffer rows, int row, int cell) {
        Number exact = exact(rows.text(row, cell));
        if (exact instanceof Long whole) {
            return number(exactAsStored(whole), true, rows, row, cell);
        }
        return number(exact != null && exactAsStored(exact.doubleValue()), false, rows, row, cell);
    }

    /** A REAL column keeps a whole number as a double. */
    private boolean exactAsStored(long value) {
        return column.affinity() != Affinity.REAL
                || BigDecimal.valueOf(value).compareTo(new BigDecimal((double) value)) == 0;
    }

    /** NaN becomes NULL everywhere; -0.0 loses its sign where numbers are converted. */
    private boolean exactAsStored(double value) {
        boolean negativeZero = value == 0 && Double.doubleToRawLongBits(value) != 0;
        return !Double.isNaN(value) && !(negativeZero && column.affinity() != Affinity.NONE);
    }

    private Refusal missing() {
        return new Refusal(RejectCode.MISSING_FIELD, where() + " has no value: the database would make one up");
    }

    private Refusal badType(RowBuffer rows, int row, int cell) {
        return refuse(RejectCode.BAD_TYPE, rows, row, cell);
    }

    private Refusal refuse(RejectCode code, RowBuffer rows, int row, int cell) {
        CellType type = rows.type(row, cell);
        String got = type.hasBytes() ? type + " of " + rows.length(row, cell) + " bytes" : type.toString();
        String would =
                switch (code) {
                    case INVALID_UTF8 -> " is not UTF-8";
                    case INEXACT_NUMBER -> " would not be stored exactly";
                    default -> " does not belong there or would be converted";
                };
        return new Refusal(code, where() + " is declared '" + column.declared() + "': " + got + would);
    }

    private String where() {
        return "column '" + column.name() + "' of table '" + table + "'";
    }
}
