package dev.caravan.step.edit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the bindings of a Nix text, however deep they stand. Used once. */
final class NixScan {
    private static final Pattern NAME = Pattern.compile(
            "((?:[A-Za-z_][A-Za-z0-9_'-]*|\"[^\"$\\\\]*\")(?:\\s*\\.\\s*(?:[A-Za-z_][A-Za-z0-9_'-]*|\"[^\"$\\\\]*\"))*)\\s*=(?!=)\\s*");

    private final String text;
    private final List<Binding> bindings = new ArrayList<>();
    private final Deque<Open> open = new ArrayDeque<>();
    private int at;

    NixScan(String text) {
        this.text = text;
    }

    /** In the order of their ends. */
    List<Binding> bindings() throws FileForm.Unfit {
        boolean fresh = true;
        while (at < text.length()) {
            if (skipped()) {
                continue;
            }
            Matcher name = NAME.matcher(text).region(at, text.length());
            if (fresh && name.lookingAt()) {
                open.push(new Open(full(name.group(1)), at, name.end(), ';'));
                at = name.end();
                fresh = false;
                continue;
            }
            fresh = step(text.charAt(at)) || fresh && Character.isWhitespace(text.charAt(at));
            at++;
        }
        return bindings;
    }

    /** True where a binding may begin next. */
    private boolean step(char one) throws FileForm.Unfit {
        if (one == '{' || one == '[' || one == '(') {
            open.push(new Open(open.isEmpty() ? "" : open.peek().name(), at, at, one));
            return one == '{';
        }
        if (one == '}' || one == ']' || one == ')') {
            Open begun = open.isEmpty() ? null : open.pop();
            if (begun == null || "{}[]()".indexOf(begun.kind()) + 1 != "{}[]()".indexOf(one)) {
                throw new FileForm.Unfit("the file's brackets do not fit at character " + at);
            }
            return false;
        }
        if (one == ';') {
            if (!open.isEmpty() && open.peek().kind() == ';') {
                close(open.pop());
            }
            return true;
        }
        return false;
    }

    private void close(Open binding) {
        int end = at;
        while (end > binding.value() && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        bindings.add(new Binding(binding.name(), new Entry(binding.begin(), at + 1, binding.value(), end)));
    }

    private String full(String written) {
        String own = written.replaceAll("\\s*\\.\\s*", ".").replace("\"", "");
        String outer = open.isEmpty() ? "" : open.peek().name();
        return outer.isEmpty() ? own : outer + "." + own;
    }

    /** Passes a comment or a string. */
    private boolean skipped() {
        String end = null;
        int from = at + 1;
        if (text.charAt(at) == '#') {
            end = "\n";
        } else if (text.startsWith("/*", at)) {
            end = "*/";
            from = at + 2;
        } else if (text.startsWith("''", at)) {
            at = indentedEnd(at + 2);
            return true;
        } else if (text.charAt(at) == '"' && !isName()) {
            at = quotedEnd(at + 1);
            return true;
        }
        if (end == null) {
            return false;
        }
        int found = text.indexOf(end, from);
        at = found < 0 ? text.length() : found + end.length();
        return true;
    }

    private boolean isName() {
        return NAME.matcher(text).region(at, text.length()).lookingAt();
    }

    private int quotedEnd(int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '"') {
                return i + 1;
            }
        }
        return text.length();
    }

    private int indentedEnd(int from) {
        int i = text.indexOf("''", from);
        while (i >= 0 && i + 2 < text.length() && "$'\\".indexOf(text.charAt(i + 2)) >= 0) {
            i = text.indexOf("''", i + 3);
        }
        return i < 0 ? text.length() : i + 2;
    }

    /** A name with its path, and where it stands. */
    record Binding(String name, Entry entry) {}

    /** A bracket, or a binding ({@code ;}), that has not ended. */
    private record Open(String name, int begin, int value, char kind) {}
}
