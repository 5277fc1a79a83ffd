package dev.caravan.step.edit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Java properties: a value may go on in the next line, separators and comments stay as they are. */
final class PropertiesForm implements FileForm {
    private static final Pattern KEY =
            Pattern.compile("[ \\t\\f]*((?:[^\\s=:\\\\]|\\\\.)+)(?:[ \\t\\f]*[=:][ \\t\\f]*|[ \\t\\f]+|(?=\\R|\\z))");

    @Override
    public List<Entry> find(String text, String key) {
        List<Entry> entries = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            Matcher line = KEY.matcher(text).region(at, text.length());
            boolean comment = text.substring(at, Lines.after(text, at)).strip().matches("(?s)[#!].*|");
            if (comment || !line.lookingAt()) {
                at = Lines.after(text, at);
                continue;
            }
            int end = valueEnd(text, line.end());
            int next = Lines.after(text, end);
            if (name(line.group(1)).equals(key)) {
                entries.add(new Entry(at, next, line.end(), end));
            }
            at = next;
        }
        return entries;
    }

    /** A line that ends with an odd number of backslashes goes on. */
    private static int valueEnd(String text, int begin) {
        int at = begin;
        while (true) {
            int next = Lines.after(text, at);
            int end = next;
            while (end > begin && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
                end--;
            }
            int slashes = 0;
            while (end - slashes > begin && text.charAt(end - slashes - 1) == '\\') {
                slashes++;
            }
            if (slashes % 2 == 0 || next == text.length()) {
                return end;
            }
            at = next;
        }
    }

    private static String name(String written) {
        Properties one = new Properties();
        try {
            one.load(new StringReader(written + "="));
        } catch (IOException e) {
            throw new UncheckedIOException("a text cannot fail", e);
        }
        return one.stringPropertyNames().stream().findFirst().orElse("");
    }

    @Override
    public String render(JsonNode value, String before, String prefix) {
        StringBuilder escaped = new StringBuilder();
        String text = value.isNull() ? "" : value.asText();
        for (int at = 0; at < text.length(); at++) {
            char one = text.charAt(at);
            switch (one) {
                case '\\' -> escaped.append("\\\\");
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                case ' ' -> escaped.append(at == 0 ? "\\ " : " ");
                default -> escaped.append(one < 0x7f ? String.valueOf(one) : String.format("\\u%04X", (int) one));
            }
        }
        return escaped.toString();
    }

    @Override
    public String add(String text, String key, JsonNode value) {
        return Lines.append(text, key.replaceAll("([\\s=:#!\\\\])", "\\\\$1") + "=" + render(value, "", ""));
    }
}
