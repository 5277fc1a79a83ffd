package dev.caravan.system.files;

import java.io.IOException;

/** Says, for people, why the rest of a file cannot be told apart into records. Shows signs of structure, never values. */
final class Breakage {
    private static final String REST = "; nothing from here on is read";

    private Breakage() {}

    /** Another byte than the one that should be at the window's position. */
    static String unexpected(Window window, String expected) throws IOException {
        int seen = window.peek();
        if (seen == -1 && window.damage() != null) {
            return damage(window);
        }
        return unexpected(seen, expected);
    }

    /** This byte, or the end (-1), instead of the one that should be there. */
    static String unexpected(int seen, String expected) {
        return seen(seen) + " where " + expected + " should be" + REST;
    }

    /** Not even a beginning. */
    static String empty(Window window) {
        return window.damage() != null ? damage(window) : "the file is empty; a JSON array or objects should be in it";
    }

    /** A record without an end. */
    static String unended(Window window, ValueScanner record) {
        if (window.damage() != null) {
            return damage(window);
        }
        return "the file ends at byte " + window.offset() + ", inside the record that begins here"
                + (record.inText() ? ", within a text" : "") + " at depth " + record.depth()
                + "; it was cut short, or a quote or bracket is missing";
    }

    /** A record whose brackets do not match. */
    static String mismatch(long offset) {
        return "the record that begins here closes a bracket at byte " + offset + " by one of another kind" + REST;
    }

    /** A stream that cannot be read to its end. */
    static String damage(Window window) {
        return "the file ends at byte " + window.offset() + " of what it unpacks to: "
                + window.damage().getMessage();
    }

    private static String seen(int seen) {
        if (seen == -1) {
            return "the end of the file";
        }
        if ("{}[],:\"".indexOf(seen) >= 0) {
            return "'" + (char) seen + "'";
        }
        if (seen < ' ' || seen == 0x7F) {
            return String.format("control character 0x%02X", seen);
        }
        if (seen == 0xFE || seen == 0xFF) {
            return "a byte that begins UTF-16 (convert the file to UTF-8)";
        }
        if (seen > 0x7F) {
            return "a byte above 0x7F";
        }
        return Character.isDigit(seen) ? "a digit" : Character.isLetter(seen) ? "a letter" : "another sign";
    }
}
