package dev.caravan.system.files;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Set;

/** Tells a JSON text, number or word from what is no JSON at all. */
final class LoneScalar {
    private static final Set<String> WORDS = Set.of("true", "false", "null");
    private static final int LONGEST_WORD = 5;

    private LoneScalar() {}

    /** True when the bytes begin like a text, are one of the three words, or have only what numbers are made of. */
    static boolean isOne(byte[] bytes, int from, int to) {
        if (bytes[from] == '"') {
            return true;
        }
        if (to - from <= LONGEST_WORD && WORDS.contains(new String(bytes, from, to - from, US_ASCII))) {
            return true;
        }
        boolean number = bytes[from] == '-' || digit(bytes[from]);
        for (int at = from; at < to && number; at++) {
            number = digit(bytes[at]) || "+-.eE".indexOf(bytes[at]) >= 0;
        }
        return number;
    }

    private static boolean digit(byte one) {
        return one >= '0' && one <= '9';
    }
}
