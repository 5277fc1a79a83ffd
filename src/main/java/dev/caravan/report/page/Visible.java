package dev.caravan.report.page;

import java.util.Locale;

/**
 * Text that shows all it holds: control characters, and those that change the direction of what stands beside them, as
 * escapes; of a very long text only the beginning.
 */
final class Visible {
    /** Longer than any value that a person reads on a page. */
    static final int MOST_CHARACTERS = 1_000;

    private Visible() {}

    static String of(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        int characters = 0;
        int at = 0;
        while (at < text.length() && characters < MOST_CHARACTERS) {
            int point = text.codePointAt(at);
            if (isHidden(point)) {
                shown.append(escape(point));
            } else {
                shown.appendCodePoint(point);
            }
            at += Character.charCount(point);
            characters++;
        }
        if (at < text.length()) {
            shown.append(String.format(Locale.ROOT, "… (%,d characters)", text.codePointCount(0, text.length())));
        }
        return shown.toString();
    }

    /** Control characters, separators of lines, marks of direction, zero-width spaces, half pairs, private characters. */
    private static boolean isHidden(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE -> true;
            // Joiners belong into the words of several scripts and into emoji
            case Character.FORMAT -> point != 0x200C && point != 0x200D;
            // What this JDK does not know may be a younger script; what will never be a character is none
            case Character.UNASSIGNED -> (point & 0xFFFE) == 0xFFFE || point >= 0xFDD0 && point <= 0xFDEF;
            default -> false;
        };
    }

    private static String escape(int point) {
        return switch (point) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format("\\u{%x}", point);
        };
    }
}
