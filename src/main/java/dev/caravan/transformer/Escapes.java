package dev.caravan.transformer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.RejectCode;

/** Reads and writes the escapes of JSON texts. The slices it is given have passed {@link JsonCursor}. */
final class Escapes {
    private static final byte[] HEX = hex();

    private Escapes() {}

    /** How many bytes the escape has that begins with the backslash at {@code at}; 0 when it is none. */
    static int length(byte[] bytes, int at, int limit) {
        if (at + 1 >= limit) {
            return 0;
        }
        switch (bytes[at + 1]) {
            case 'u':
                return at + 6 <= limit && unit(bytes, at + 2) >= 0 ? 6 : 0;
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
                return 2;
            default:
                return 0;
        }
    }

    /**
     * Adds the text of a slice with escapes to {@code out}.
     *
     * @throws RecordProblem for half a surrogate pair and for U+0000, which no target keeps as they are
     */
    static void decode(byte[] bytes, int start, int end, ByteText out) {
        decode(bytes, start, end, out, true);
    }

    /** As {@link #decode}, but keeps half surrogate pairs and U+0000: for keys, which are only compared. */
    static void decodeLeniently(byte[] bytes, int start, int end, ByteText out) {
        decode(bytes, start, end, out, false);
    }

    /** The text of a slice as characters, with half surrogate pairs as they are. */
    static String toString(byte[] bytes, int start, int end) {
        StringBuilder text = new StringBuilder(end - start);
        int copied = start;
        int at = start;
        while (at < end) {
            if (bytes[at] != '\\') {
                at++;
                continue;
            }
            text.append(new String(bytes, copied, at - copied, UTF_8));
            boolean unicode = bytes[at + 1] == 'u';
            text.append((char) (unicode ? unit(bytes, at + 2) : letter(bytes[at + 1])));
            at += unicode ? 6 : 2;
            copied = at;
        }
        return text.append(new String(bytes, copied, end - copied, UTF_8)).toString();
    }

    /** Adds a text, given as UTF-8, as a JSON text with no more escapes than are needed. */
    static void encode(byte[] bytes, int start, int end, ByteText out) {
        out.add('"');
        int copied = start;
        for (int at = start; at < end; at++) {
            int next = bytes[at];
            if (next < 0 || next >= 0x20 && next != '"' && next != '\\') {
                continue;
            }
            out.add(bytes, copied, at);
            encode(next, out);
            copied = at + 1;
        }
        out.add(bytes, copied, end);
        out.add('"');
    }

    private static void encode(int character, ByteText out) {
        int letter = "\b\t\n\f\r\"\\".indexOf(character);
        out.add('\\');
        if (letter >= 0) {
            out.add("btnfr\"\\".charAt(letter));
            return;
        }
        out.add("u00");
        out.add(Character.forDigit(character >> 4, 16));
        out.add(Character.forDigit(character & 0xF, 16));
    }

    private static void decode(byte[] bytes, int start, int end, ByteText out, boolean strict) {
        int copied = start;
        int at = start;
        while (at < end) {
            if (bytes[at] != '\\') {
                at++;
                continue;
            }
            out.add(bytes, copied, at);
            at = decodeOne(bytes, at + 1, end, out, strict);
            copied = at;
        }
        out.add(bytes, copied, end);
    }

    private static int decodeOne(byte[] bytes, int at, int end, ByteText out, boolean strict) {
        if (bytes[at] != 'u') {
            out.add(letter(bytes[at]));
            return at + 1;
        }
        int unit = unit(bytes, at + 1);
        int after = at + 5;
        if (unit < 0xD800 || unit > 0xDFFF) {
            if (unit == 0 && strict) {
                throw new RecordProblem(RejectCode.NUL_CHARACTER, "a text holds the character U+0000");
            }
            out.addCodePoint(unit);
            return after;
        }
        if (isPair(bytes, unit, after, end)) {
            out.addCodePoint(Character.toCodePoint((char) unit, (char) unit(bytes, after + 2)));
            return after + 6;
        }
        if (strict) {
            throw new RecordProblem(RejectCode.LONE_SURROGATE, "a text holds half of a surrogate pair");
        }
        out.addCodePoint(unit);
        return after;
    }

    private static boolean isPair(byte[] bytes, int high, int at, int end) {
        return high < 0xDC00
                && at + 6 <= end
                && bytes[at] == '\\'
                && bytes[at + 1] == 'u'
                && Character.isLowSurrogate((char) unit(bytes, at + 2));
    }

    private static int letter(int escape) {
        return switch (escape) {
            case 'b' -> '\b';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'f' -> '\f';
            case 'r' -> '\r';
            default -> escape;
        };
    }

    /** The value of four hexadecimal digits; negative when they are none. */
    private static int unit(byte[] bytes, int at) {
        return HEX[bytes[at] & 0xFF] << 12
                | HEX[bytes[at + 1] & 0xFF] << 8
                | HEX[bytes[at + 2] & 0xFF] << 4
                | HEX[bytes[at + 3] & 0xFF];
    }

    private static byte[] hex() {
        byte[] values = new byte[256];
        for (int character = 0; character < values.length; character++) {
            values[character] = (byte) (character < 0x80 ? Character.digit(character, 16) : -1);
        }
        return values;
    }
}
