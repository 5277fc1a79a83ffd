package dev.caravan.transformer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The {@code map:} of a column: from text to text. Used by several threads. */
final class TextMap {
    private final Map<String, byte[]> texts = new HashMap<>();
    private final boolean ignoreCase;

    TextMap(Map<String, String> texts, boolean ignoreCase) {
        this.ignoreCase = ignoreCase;
        texts.forEach((from, to) -> this.texts.put(folded(from), to.getBytes(UTF_8)));
    }

    /** What the text is mapped to, as UTF-8; null when the map does not have it. */
    byte[] get(TextView text) {
        return texts.get(folded(text.toString()));
    }

    private String folded(String text) {
        return ignoreCase ? text.toLowerCase(Locale.ROOT) : text;
    }
}
