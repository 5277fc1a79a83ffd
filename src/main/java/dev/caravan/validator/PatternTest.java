package dev.caravan.validator;

import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import java.util.regex.Pattern;

/**
 * {@code pattern:} of a rule: some part of the text matches, as in JSON Schema; {@code ^} and {@code $} tie it to the ends. A
 * pattern that takes more steps than a text may cost does not match it.
 */
record PatternTest(Pattern pattern) implements CellTest {
    /** Looks at a character that one match may take: backtracking can take ages for a text made for it. */
    private static final int MOST_LOOKS = 10_000_000;

    @Override
    public Violation test(RowBuffer rows, int row, int column) {
        if (!CellTest.isText(rows.type(row, column))) {
            return new Violation(RejectCode.BAD_TYPE, "must be text, but is " + CellTest.words(rows, row, column));
        }
        String seen = CellTest.words(rows, row, column);
        try {
            boolean found = pattern.matcher(new Counted(rows.text(row, column), new int[1]))
                    .find();
            return found
                    ? null
                    : new Violation(RejectCode.PATTERN_MISMATCH, "is " + seen + " that does not match its pattern");
        } catch (TooManyLooks | StackOverflowError e) {
            return new Violation(
                    RejectCode.PATTERN_MISMATCH, "is " + seen + " that takes its pattern too many steps to match");
        }
    }

    private static final class TooManyLooks extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyLooks() {
            super("too many looks", null, false, false);
        }
    }

    /** A text that counts how often it is looked at. */
    private record Counted(String text, int[] looks) implements CharSequence {
        @Override
        public char charAt(int index) {
            if (++looks[0] > MOST_LOOKS) {
                throw new TooManyLooks();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
