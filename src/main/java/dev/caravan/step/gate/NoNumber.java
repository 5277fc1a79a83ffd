package dev.caravan.step.gate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says why a criterion has no number to judge, so that its reader knows what to write instead. */
final class NoNumber {
    private static final int MOST_KEYS = 12;
    /** A plain path, {@code .chunks.verify.rows} or {@code ."dry run".read}: others are programs of their own. */
    private static final Pattern KEY =
            Pattern.compile("\\G\\.?(?:([A-Za-z_][A-Za-z0-9_]*)|\\[?\"((?:[^\"\\\\]|\\\\.)*)\"\\]?)");

    private NoNumber() {}

    /**
     * In words.
     *
     * @param program finds the number in {@code facts}
     * @param found what it gave; null for nothing
     */
    static String of(String program, JsonNode found, JsonNode facts) {
        if (found != null && !found.isNull() && !found.isMissingNode()) {
            return "it is " + kind(found)
                    + (found.isObject() ? ", which holds " + keys(found) + ": name one of them" : "");
        }
        JsonNode here = facts;
        String parent = "";
        for (String key : path(program)) {
            if (here.isObject() && !here.has(key)) {
                return parent.isEmpty()
                        ? "no step '" + key + "' has been carried out by now; those are " + keys(here)
                        : "'" + parent + "' found out no '" + key + "', but " + keys(here);
            }
            parent = parent.isEmpty() ? key : parent + "." + key;
            here = here.path(key);
        }
        return "it gives nothing";
    }

    private static String kind(JsonNode found) {
        return switch (found.getNodeType()) {
            case STRING -> "a text of " + found.textValue().length() + " characters";
            case ARRAY -> "a list";
            case OBJECT -> "a map";
            default -> "a " + found.getNodeType().toString().toLowerCase(Locale.ROOT);
        };
    }

    private static String keys(JsonNode node) {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        int more = keys.size() - MOST_KEYS;
        return keys.isEmpty()
                ? "nothing"
                : String.join(", ", more > 0 ? keys.subList(0, MOST_KEYS) : keys)
                        + (more > 0 ? " and " + more + " more" : "");
    }

    /** The keys of a plain path; empty for any other program. */
    private static List<String> path(String program) {
        List<String> keys = new ArrayList<>();
        Matcher key = KEY.matcher(program.strip());
        int end = 0;
        while (key.find()) {
            keys.add(key.group(1) != null ? key.group(1) : key.group(2).replaceAll("\\\\(.)", "$1"));
            end = key.end();
        }
        return program.strip().startsWith(".") && end == program.strip().length() ? keys : List.of();
    }
}
