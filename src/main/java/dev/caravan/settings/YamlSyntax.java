package dev.caravan.settings;

import java.util.Map;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Says a YAML parser's complaint in words that tell what to do. */
final class YamlSyntax {
    /** What the parser's problem begins with, and what to do about it. */
    private static final Map<String, String> ADVICE = Map.of(
            "found character '\\t(TAB)'", "indent with spaces, not with tabs",
            "found character '@", "put quotes around the value",
            "found character '`", "put quotes around the value",
            "found character '%", "put quotes around the value",
            "mapping values are not allowed here", "put quotes around a value that holds ': '",
            "found unexpected end of stream", "close the quotes",
            "could not find expected ':'", "a key needs ':' and a space after it",
            "expected <block end>", "indent the keys of one map alike",
            "found unknown escape", "write backslashes in single quotes",
            "expected ',' or", "close the bracket, or put ',' between its elements");

    private YamlSyntax() {}

    static String sentence(MarkedYAMLException e) {
        String problem = e.getProblem() == null ? "unreadable" : e.getProblem();
        String advice = ADVICE.entrySet().stream()
                .filter(entry -> problem.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("see the lines before it");
        return "not YAML: " + context(e) + seen(problem) + "; " + advice;
    }

    private static String context(MarkedYAMLException e) {
        Mark mark = e.getContextMark();
        if (e.getContext() == null || mark == null) {
            return "";
        }
        return e.getContext() + " that begins at " + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1) + ", ";
    }

    private static String seen(String problem) {
        int advice = problem.indexOf(" (Do not use");
        String seen = advice < 0 ? problem : problem.substring(0, advice);
        return seen.strip().replaceAll("\\.$", "").replace("\\t(TAB)", "TAB");
    }
}
