package dev.caravan.validator;

import dev.caravan.model.RowBuffer;
import java.math.BigDecimal;

/** Reads the number of a cell for comparing. */
final class Numbers {
    private static final int MOST_DIGITS = 1000;

    private Numbers() {}

    /**
     * The exact number of a cell that is one; null for what has no place on the number line (infinite) or would take more
     * than 1000 digits to compare.
     */
    static BigDecimal of(RowBuffer rows, int row, int column) {
        return switch (rows.type(row, column)) {
            case INTEGER -> BigDecimal.valueOf(rows.longValue(row, column));
            case REAL -> ofDouble(rows.doubleValue(row, column));
            case DECIMAL -> ofText(rows.text(row, column));
            case NULL, BOOLEAN, TEXT, JSON, BLOB, VECTOR, INVALID_TEXT ->
                throw new IllegalArgumentException("not a number");
        };
    }

    /** The decimal that people mean by a double, as it is written. */
    private static BigDecimal ofDouble(double value) {
        return Double.isNaN(value) || Double.isInfinite(value) ? null : new BigDecimal(Double.toString(value));
    }

    private static BigDecimal ofText(String text) {
        if (text.length() > MOST_DIGITS) {
            return null;
        }
        try {
            BigDecimal value = new BigDecimal(text);
            return Math.abs((long) value.scale()) > MOST_DIGITS ? null : value;
        } catch (NumberFormatException e) {
            // NaN, or an exponent beyond 32 bits
            return null;
        }
    }
}
