package dev.caravan.transformer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text of the migration file with run-time placeholders, such as {@code v1:{{source.name}}}. Used by several threads. */
final class Template {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]*)}}");

    private final List<String> texts = new ArrayList<>();
    private final List<Value> values = new ArrayList<>();
    private final boolean json;

    /** What a placeholder stands for. */
    private enum Value {
        NAME("source.name"),
        PATH("source.path"),
        NUMBER("source.number");

        private final String word;

        Value(String word) {
            this.word = word;
        }

        static Value of(String word) {
            for (Value value : values()) {
                if (value.word.equals(word)) {
                    return value;
                }
            }
            throw new IllegalArgumentException("'{{" + word
                    + "}}' is not known here; known are {{now}}, {{source.name}}, {{source.path}}, {{source.number}}");
        }
    }

    /**
     * Takes a text apart.
     *
     * @param now what {@code {{now}}} stands for: the same in every run
     * @param json true when the text is JSON and each placeholder stands inside a JSON text
     * @throws IllegalArgumentException for a placeholder that is not known; the message lists the known ones
     */
    Template(String text, String now, boolean json) {
        this.json = json;
        StringBuilder plain = new StringBuilder();
        Matcher matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            String word = matcher.group(1).strip();
            if (word.equals("now")) {
                matcher.appendReplacement(plain, Matcher.quoteReplacement(now));
                continue;
            }
            values.add(Value.of(word));
            matcher.appendReplacement(plain, "");
            texts.add(plain.toString());
            plain.setLength(0);
        }
        matcher.appendTail(plain);
        texts.add(plain.toString());
    }

    /** True when it is the same text for every record. */
    boolean isFixed() {
        return values.isEmpty();
    }

    /** The text of a template that {@link #isFixed}. */
    String fixed() {
        return texts.get(0);
    }

    /** True when it is the record's number and nothing else. */
    boolean isNumber() {
        return values.size() == 1
                && values.get(0) == Value.NUMBER
                && texts.stream().allMatch(String::isEmpty);
    }

    /** The text for one record. */
    ByteText render(RecordState state) {
        ByteText out = state.json();
        out.add(texts.get(0));
        for (int index = 0; index < values.size(); index++) {
            add(value(values.get(index), state).getBytes(UTF_8), out);
            out.add(texts.get(index + 1));
        }
        return out;
    }

    private void add(byte[] value, ByteText out) {
        if (!json) {
            out.add(value, 0, value.length);
            return;
        }
        ByteText quoted = new ByteText();
        Escapes.encode(value, 0, value.length, quoted);
        out.add(quoted.bytes(), 1, quoted.length() - 1);
    }

    private static String value(Value value, RecordState state) {
        return switch (value) {
            case NAME -> state.sourceName();
            case PATH -> state.sourcePath();
            case NUMBER -> Long.toString(state.sourceNumber());
        };
    }
}
