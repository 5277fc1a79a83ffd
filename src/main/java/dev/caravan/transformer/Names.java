package dev.caravan.transformer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/** Names that records bring along, as they may stand in a message: data must not write to a terminal or fill a log. */
final class Names {
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_.$@:/ -]{1,64}");

    private Names() {}

    /** The name in quotes when it is short and plain, else its length. */
    static String quoted(String name) {
        return PLAIN.matcher(name).matches()
                ? "'" + name + "'"
                : "(" + name.codePointCount(0, name.length()) + " characters)";
    }

    /** The current key. */
    static String quoted(ObjectKeys key) {
        return quoted(new String(key.bytes(), key.start(), key.end() - key.start(), UTF_8));
    }
}
