package dev.caravan.step.edit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code KEY=value} lines, as shells and Compose read them: quotes, {@code export} and comments stay as they are. */
final class EnvForm implements FileForm {
    private static final Pattern KEY =
            Pattern.compile("\\uFEFF?[ \\t]*(?:export[ \\t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \\t]*=[ \\t]*");
    private static final Pattern COMMENT = Pattern.compile("[ \\t]+#");
    private static final String QUOTED = " \t\n\r#'\"\\$`";

    @Override
    public List<Entry> find(String text, String key) {
        List<Entry> entries = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            Matcher line = KEY.matcher(text).region(at, text.length());
            if (!line.lookingAt()) {
                at = Lines.after(text, at);
                continue;
            }
            int end = valueEnd(text, line.end());
            int next = Lines.after(text, end);
            if (line.group(1).equals(key)) {
                entries.add(new Entry(at, next, line.end(), end));
            }
            at = next;
        }
        return entries;
    }

    /** A quoted value may hold line feeds; one without quotes ends before a comment. */
    private static int valueEnd(String text, int begin) {
        char quote = begin < text.length() ? text.charAt(begin) : ' ';
        if (quote == '"' || quote == '\'') {
            for (int at = begin + 1; at < text.length(); at++) {
                if (text.charAt(at) == '\\' && quote == '"') {
                    at++;
                } else if (text.charAt(at) == quote) {
                    return at + 1;
                }
            }
        }
        int end = Lines.after(text, begin);
        String value = text.substring(begin, end);
        Matcher comment = COMMENT.matcher(value);
        String own = comment.find() ? value.substring(0, comment.start()) : value;
        return begin + own.stripTrailing().length();
    }

    @Override
    public String render(JsonNode value, String before, String prefix) {
        String text = value.isNull() ? "" : value.asText();
        boolean single = text.indexOf('\'') < 0 && text.indexOf('\n') < 0;
        boolean plain = text.chars().noneMatch(one -> QUOTED.indexOf(one) >= 0);
        if (before.startsWith("'") && single) {
            return "'" + text + "'";
        }
        if (plain) {
            return before.startsWith("\"") ? '"' + text + '"' : text;
        }
        if (single && (text.indexOf('$') >= 0 || text.indexOf('\\') >= 0 || text.indexOf('"') >= 0)) {
            return "'" + text + "'";
        }
        String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "\\$");
        return '"' + escaped.replace("\r", "\\r").replace("\n", "\\n") + '"';
    }

    @Override
    public String add(String text, String key, JsonNode value) throws Unfit {
        if (!key.matches("[A-Za-z_][A-Za-z0-9_.-]*")) {
            throw new Unfit("'" + key + "' is no name of a variable; letters, digits and _ make one");
        }
        return Lines.append(text, key + "=" + render(value, "", ""));
    }
}
