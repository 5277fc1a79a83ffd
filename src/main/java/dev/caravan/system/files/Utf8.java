package dev.caravan.system.files;

/** Tells whether bytes are UTF-8 as Unicode defines it: no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {
    private Utf8() {}

    /** Where the first character begins that is not UTF-8, between {@code from} and {@code to}; -1 when all are. */
    static int firstInvalid(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (bytes[at] >= 0) {
                at = afterAscii(bytes, at, to);
                continue;
            }
            int length = characterLength(bytes, at, to);
            if (length == 0) {
                return at;
            }
            at += length;
        }
        return -1;
    }

    /** Says what is wrong with the character at {@code at}, as told by {@link #firstInvalid}. */
    static String whatIsWrong(byte[] bytes, int at, int to) {
        int lead = bytes[at] & 0xFF;
        int second = at + 1 < to ? bytes[at + 1] & 0xFF : 0;
        boolean continued = (second & 0xC0) == 0x80;
        if (lead < 0xC0) {
            return "a continuation byte that continues nothing";
        }
        if (lead < 0xC2 || continued && (lead == 0xE0 && second < 0xA0 || lead == 0xF0 && second < 0x90)) {
            return "an overlong form";
        }
        if (lead == 0xED && continued && second > 0x9F) {
            return "half of a surrogate pair";
        }
        if (lead > 0xF4 || lead == 0xF4 && continued && second > 0x8F) {
            return "beyond U+10FFFF";
        }
        return "a character that is cut short";
    }

    private static int afterAscii(byte[] bytes, int from, int to) {
        int at = from;
        while (at + Long.BYTES <= to) {
            long high = ByteWords.word(bytes, at) & ByteWords.HIGH_BITS;
            if (high != 0) {
                return at + ByteWords.first(high);
            }
            at += Long.BYTES;
        }
        while (at < to && bytes[at] >= 0) {
            at++;
        }
        return at;
    }

    /** The length of the character of several bytes that begins here; 0 when it is none. */
    private static int characterLength(byte[] bytes, int at, int to) {
        int lead = bytes[at] & 0xFF;
        int length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
        if (length == 0 || at + length > to || !secondFits(lead, bytes[at + 1] & 0xFF)) {
            return 0;
        }
        for (int next = 2; next < length; next++) {
            if ((bytes[at + next] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    /** The second byte alone tells overlong forms, surrogates and what lies above U+10FFFF. */
    private static boolean secondFits(int lead, int second) {
        return switch (lead) {
            case 0xE0 -> second >= 0xA0 && second <= 0xBF;
            case 0xED -> second >= 0x80 && second <= 0x9F;
            case 0xF0 -> second >= 0x90 && second <= 0xBF;
            case 0xF4 -> second >= 0x80 && second <= 0x8F;
            default -> second >= 0x80 && second <= 0xBF;
        };
    }
}
