package dev.caravan.traffic.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.Locale;
import java.util.regex.Pattern;

/** Shows a value of an answer: its type and length alone, unless people ask for values; what looks like a secret never. */
final class Shown {
    private static final Pattern SECRET =
            Pattern.compile("pass(word|wd)?|secret|token|api[_-]?key|authorization|cookie|credential|private|session");
    private static final int LONGEST = 200;

    private Shown() {}

    /** For a report: a status is shown as it is, for it tells nothing of anybody. */
    static String form(String path, JsonNode value) {
        if ("status".equals(path)) {
            return value.asText();
        }
        return switch (value.getNodeType()) {
            case MISSING -> "nothing";
            case NULL -> "null";
            case STRING -> "text of " + value.textValue().length();
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case BOOLEAN -> "boolean";
            case ARRAY -> "list of " + value.size();
            default -> "object of " + value.size();
        };
    }

    /** As it is, cut. */
    static String value(String path, JsonNode value) {
        if (SECRET.matcher(path.toLowerCase(Locale.ROOT)).find()) {
            return "***";
        }
        String text = value.isMissingNode() ? "nothing" : value instanceof NullNode ? "null" : value.toString();
        String safe = SECRET.matcher(text.toLowerCase(Locale.ROOT)).find() && value.isContainerNode() ? "***" : text;
        return safe.length() > LONGEST ? safe.substring(0, LONGEST) + "..." : safe;
    }
}
