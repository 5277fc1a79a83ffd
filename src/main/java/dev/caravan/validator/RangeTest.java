package dev.caravan.validator;

import dev.caravan.model.CellType;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import java.math.BigDecimal;

/** {@code min:} and {@code max:} of a rule; either may be null. Compares exactly. */
record RangeTest(BigDecimal min, BigDecimal max) implements CellTest {
    @Override
    public Violation test(RowBuffer rows, int row, int column) {
        CellType type = rows.type(row, column);
        if (!type.isNumber()) {
            return new Violation(RejectCode.BAD_TYPE, "must be a number, but is " + CellTest.words(rows, row, column));
        }
        BigDecimal value = Numbers.of(rows, row, column);
        boolean low = value != null && min != null && value.compareTo(min) < 0;
        boolean high = value != null && max != null && value.compareTo(max) > 0;
        return value != null && !low && !high
                ? null
                : new Violation(RejectCode.OUT_OF_RANGE, "is a number " + (low ? "below " + min : beyond()));
    }

    private String beyond() {
        return max == null ? "that cannot be compared" : "above " + max;
    }
}
