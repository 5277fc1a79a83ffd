package dev.caravan.step.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The statements of a script: parted by semicolons outside of quotes, comments, dollar quotes and trigger bodies. */
public final class Statements {
    private static final Pattern DOLLAR = Pattern.compile("\\$[A-Za-z_]*\\$");
    /** Statements that begin so give rows, and may change something besides. */
    private static final Pattern ASKS = Pattern.compile("(?i)(select|with|values|table|show)\\b.*", Pattern.DOTALL);

    private static final Pattern CHANGES = Pattern.compile("(?i)\\binto\\b|\\bdelete\\s+from\\b|[()]\\s*update\\b");
    private static final Pattern TRIGGER =
            Pattern.compile("(?i)create\\s+(temp(orary)?\\s+)?trigger\\b.*\\bbegin\\b.*", Pattern.DOTALL);

    private Statements() {}

    /** In order, without the semicolons. */
    public static List<String> of(String script) {
        List<String> statements = new ArrayList<>();
        StringBuilder one = new StringBuilder();
        int at = 0;
        while (at < script.length()) {
            int end = skipped(script, at);
            boolean comment = script.startsWith("--", at) || script.startsWith("/*", at);
            if (end > at) {
                one.append(comment ? " " : script.substring(at, end));
                at = end;
            } else if (script.charAt(at) == ';' && isWhole(one.toString())) {
                add(statements, one);
                at++;
            } else {
                one.append(script.charAt(at++));
            }
        }
        add(statements, one);
        return statements;
    }

    /** True when one of the statements does more than ask; what a function that it calls does is not known. */
    public static boolean change(List<String> statements) {
        return statements.stream().map(Statements::unquoted).anyMatch(Statements::changes);
    }

    private static boolean changes(String statement) {
        String text = statement.replaceAll("^[(\\s]+", "");
        return !ASKS.matcher(text).matches() || CHANGES.matcher(text).find();
    }

    /** Without texts and quoted names, in which any word may stand. */
    private static String unquoted(String statement) {
        StringBuilder rest = new StringBuilder();
        for (int at = 0; at < statement.length(); ) {
            int end = skipped(statement, at);
            rest.append(end > at ? " " : statement.charAt(at));
            at = Math.max(end, at + 1);
        }
        return rest.toString();
    }

    /** The first words, for people. */
    public static String shown(List<String> statements) {
        String first = statements.isEmpty() ? "" : statements.get(0).replaceAll("\\s+", " ");
        String cut = first.length() > 60 ? first.substring(0, 60) + "..." : first;
        return cut + (statements.size() > 1 ? " and " + (statements.size() - 1) + " more" : "");
    }

    private static boolean isWhole(String statement) {
        String text = statement.strip();
        return !TRIGGER.matcher(text).matches() || text.toLowerCase(Locale.ROOT).endsWith("end");
    }

    private static void add(List<String> statements, StringBuilder one) {
        if (!one.toString().isBlank()) {
            statements.add(one.toString().strip());
        }
        one.setLength(0);
    }

    /** Behind what begins here and counts as one: a text, a name, a comment. */
    private static int skipped(String script, int at) {
        char one = script.charAt(at);
        if (script.startsWith("--", at)) {
            return end(script, at, "\n");
        }
        if (script.startsWith("/*", at)) {
            return end(script, at + 2, "*/");
        }
        if (one == '\'' || one == '"') {
            return end(script, at + 1, String.valueOf(one));
        }
        Matcher dollar = DOLLAR.matcher(script).region(at, script.length());
        return one == '$' && dollar.lookingAt() ? end(script, dollar.end(), dollar.group()) : at;
    }

    private static int end(String script, int from, String what) {
        int end = script.indexOf(what, from);
        return end < 0 ? script.length() : end + what.length();
    }
}
