package dev.caravan.scaffold.postgresql;

import dev.caravan.scaffold.Expression;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** SQL as PostgreSQL's catalogue prints it, gone through without touching what is in quotes. */
final class PgText {
    private PgText() {}

    /** The expression with its columns marked. */
    static String marked(String sql, Collection<String> columns) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < sql.length()) {
            int end = behind(sql, at);
            String piece = sql.substring(at, end);
            String name = name(piece);
            boolean column = name != null && columns.contains(name) && !isOfAnother(sql, at, end);
            text.append(column ? Expression.column(name) : piece);
            at = end;
        }
        return text.toString();
    }

    /** The position of the first bracket that opens from {@code from} on. */
    static int opening(String sql, int from) {
        int at = from;
        while (at < sql.length() && sql.charAt(at) != '(') {
            at = behind(sql, at);
        }
        return at;
    }

    /** The position of the bracket that closes the one at {@code open}. */
    static int closing(String sql, int open) {
        int depth = 0;
        for (int at = open; at < sql.length(); at = behind(sql, at)) {
            depth += sql.charAt(at) == '(' ? 1 : sql.charAt(at) == ')' ? -1 : 0;
            if (depth == 0) {
                return at;
            }
        }
        return sql.length();
    }

    /** The parts between commas that are in no bracket. */
    static List<String> parts(String sql) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int at = 0; at < sql.length(); at = behind(sql, at)) {
            char sign = sql.charAt(at);
            depth += sign == '(' || sign == '[' ? 1 : sign == ')' || sign == ']' ? -1 : 0;
            if (sign == ',' && depth == 0) {
                parts.add(sql.substring(from, at).strip());
                from = at + 1;
            }
        }
        parts.add(sql.substring(from).strip());
        return parts;
    }

    private static String name(String piece) {
        if (piece.length() > 1 && piece.charAt(0) == '"') {
            return piece.substring(1, piece.length() - 1).replace("\"\"", "\"");
        }
        boolean word = Character.isLetter(piece.charAt(0)) || piece.charAt(0) == '_' || piece.charAt(0) > 127;
        return word ? piece : null;
    }

    /** True for the name of a function, a type, or of what belongs to something else. */
    private static boolean isOfAnother(String sql, int from, int to) {
        boolean call = to < sql.length() && (sql.charAt(to) == '(' || sql.charAt(to) == '.' || sql.charAt(to) == '\'');
        return call || (from > 0 && (sql.charAt(from - 1) == '.' || sql.charAt(from - 1) == ':'));
    }

    /** Where the piece that begins here ends: something in quotes, a word, or one sign. */
    private static int behind(String sql, int from) {
        char first = sql.charAt(from);
        if (first == '\'' || first == '"') {
            return behindQuotes(sql, from, first);
        }
        boolean escaped = (first == 'E' || first == 'e') && sql.startsWith("'", from + 1);
        if (escaped) {
            int at = from + 2;
            while (at < sql.length() && sql.charAt(at) != '\'') {
                at += sql.charAt(at) == '\\' ? 2 : 1;
            }
            return Math.min(sql.length(), at + 1);
        }
        int at = from + 1;
        if (Character.isLetter(first) || first == '_' || first > 127) {
            while (at < sql.length()
                    && (Character.isLetterOrDigit(sql.charAt(at)) || sql.charAt(at) == '_' || sql.charAt(at) == '$')) {
                at++;
            }
        }
        return at;
    }

    private static int behindQuotes(String sql, int from, char quote) {
        for (int at = from + 1; at < sql.length(); at++) {
            if (sql.charAt(at) == quote) {
                if (at + 1 < sql.length() && sql.charAt(at + 1) == quote) {
                    at++;
                } else {
                    return at + 1;
                }
            }
        }
        return sql.length();
    }
}
