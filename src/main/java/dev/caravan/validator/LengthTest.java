package dev.caravan.validator;

import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;

/** {@code length:} of a rule, in code points; -1 asks for nothing. */
record LengthTest(int min, int max) implements CellTest {
    @Override
    public Violation test(RowBuffer rows, int row, int column) {
        if (!CellTest.isText(rows.type(row, column))) {
            return new Violation(RejectCode.BAD_TYPE, "must be text, but is " + CellTest.words(rows, row, column));
        }
        int points = codePoints(rows.arena(), rows.offset(row, column), rows.length(row, column));
        if (points < min) {
            return new Violation(RejectCode.BAD_LENGTH, "has " + points + " characters, fewer than " + min);
        }
        return max < 0 || points <= max
                ? null
                : new Violation(RejectCode.BAD_LENGTH, "has " + points + " characters, more than " + max);
    }

    private static int codePoints(byte[] bytes, int offset, int length) {
        int points = 0;
        for (int at = offset; at < offset + length; at++) {
            points += (bytes[at] & 0xC0) != 0x80 ? 1 : 0;
        }
        return points;
    }
}
