package dev.caravan.system.files;

import java.util.regex.Pattern;

/** Turns a glob into a regular expression, sign by sign. */
final class GlobCompiler {
    private final String glob;
    private final StringBuilder expression = new StringBuilder();
    private int at;
    private boolean inGroup;

    GlobCompiler(String glob) {
        this.glob = glob;
    }

    /**
     * The expression, for whole paths.
     *
     * @throws IllegalArgumentException when a bracket or brace is not closed, or braces lie within braces
     */
    String expression() {
        while (at < glob.length()) {
            int sign = glob.codePointAt(at);
            at += Character.charCount(sign);
            sign(sign);
        }
        if (inGroup) {
            throw new IllegalArgumentException("has a '{' that is not closed");
        }
        return expression.toString();
    }

    private void sign(int sign) {
        switch (sign) {
            case '*' -> stars();
            case '?' -> expression.append("[^/]");
            case '[' -> oneOf();
            case '{' -> open();
            case '}' -> expression.append(close());
            case ',' -> expression.append(inGroup ? "|" : ",");
            default -> expression.append(Pattern.quote(Character.toString(sign)));
        }
    }

    private void stars() {
        if (!glob.startsWith("*", at)) {
            expression.append("[^/]*");
            return;
        }
        at++;
        boolean wholeName = (at == 2 || glob.charAt(at - 3) == '/') && (at == glob.length() || glob.charAt(at) == '/');
        if (!wholeName) {
            throw new IllegalArgumentException("has '**' beside other signs; it stands for whole folders");
        }
        if (at == glob.length()) {
            expression.append(".+");
            return;
        }
        at++;
        expression.append("(?:[^/]+/)*");
    }

    private void oneOf() {
        int end = glob.indexOf(']', at + (glob.startsWith("!", at) ? 2 : 1));
        if (end < 0) {
            throw new IllegalArgumentException("has a '[' that is not closed");
        }
        boolean not = glob.charAt(at) == '!';
        String inside = glob.substring(at + (not ? 1 : 0), end);
        if (inside.indexOf('/') >= 0) {
            throw new IllegalArgumentException("has a '/' within '[]'");
        }
        String escaped = inside.replaceAll("([\\\\\\[\\]&^])", "\\\\$1");
        expression.append("(?!/)[").append(not ? "^" : "").append(escaped).append(']');
        at = end + 1;
    }

    private void open() {
        if (inGroup) {
            throw new IllegalArgumentException("has braces within braces");
        }
        inGroup = true;
        expression.append("(?:");
    }

    private String close() {
        String closed = inGroup ? ")" : "\\}";
        inGroup = false;
        return closed;
    }
}
