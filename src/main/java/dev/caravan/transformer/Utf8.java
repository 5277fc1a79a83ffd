package dev.caravan.transformer;

/** UTF-8 as Unicode defines it: no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {
    private Utf8() {}

    /** How many bytes the character of several bytes has that begins at {@code at}; 0 when it is none. */
    static int length(byte[] bytes, int at, int limit) {
        int lead = bytes[at] & 0xFF;
        int length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
        if (length == 0 || at + length > limit || !secondFits(lead, bytes[at + 1] & 0xFF)) {
            return 0;
        }
        for (int next = at + 2; next < at + length; next++) {
            if ((bytes[next] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    /** Where the first {@code points} code points of valid UTF-8 end. */
    static int cut(byte[] bytes, int start, int end, int points) {
        if (end - start <= points) {
            return end;
        }
        int left = points;
        for (int at = start; at < end; at++) {
            boolean begins = (bytes[at] & 0xC0) != 0x80;
            if (begins && --left < 0) {
                return at;
            }
        }
        return end;
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
