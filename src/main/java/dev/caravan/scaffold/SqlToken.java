package dev.caravan.scaffold;

import java.util.ArrayList;
import java.util.List;

/**
 * A piece of SQL.
 *
 * @param text without its quotes where it is an identifier or a string
 */
public record SqlToken(Kind kind, String text) {
    /** What it is. */
    public enum Kind {
        /** A word without quotes: a keyword, or the name of something. */
        WORD,
        /** A name in quotes. */
        NAME,
        /** A text in single quotes. */
        STRING,
        /** Bytes as {@code X'..'}; the text is the digits. */
        BYTES,
        NUMBER,
        /** Anything else. */
        SIGN
    }

    private static final List<String> LONG_SIGNS =
            List.of("<=>", "->>", "||", "<=", ">=", "<>", "!=", "==", "::", "->", "<<", ">>", "~*", "!~", "~~", "&&");

    /** True for this word, whatever its case. */
    public boolean is(String word) {
        return (kind == Kind.WORD || kind == Kind.SIGN) && text.equalsIgnoreCase(word);
    }

    /** True for what may be the name of a column. */
    public boolean isName() {
        return kind == Kind.WORD || kind == Kind.NAME;
    }

    /** The pieces of a statement, without comments. */
    public static List<SqlToken> of(String sql) {
        List<SqlToken> tokens = new ArrayList<>();
        Reader reader = new Reader(sql);
        for (SqlToken token = reader.next(); token != null; token = reader.next()) {
            tokens.add(token);
        }
        return tokens;
    }

    /** The position behind the bracket that closes the one at {@code open}; the end where there is none. */
    public static int behind(List<SqlToken> tokens, int open) {
        int depth = 0;
        for (int at = open; at < tokens.size(); at++) {
            depth += tokens.get(at).is("(") ? 1 : tokens.get(at).is(")") ? -1 : 0;
            if (depth == 0) {
                return at + 1;
            }
        }
        return tokens.size();
    }

    /** The parts between commas that are in no bracket. */
    public static List<List<SqlToken>> parts(List<SqlToken> tokens) {
        List<List<SqlToken>> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int at = 0; at <= tokens.size(); at++) {
            if (at == tokens.size() || (depth == 0 && tokens.get(at).is(","))) {
                parts.add(tokens.subList(from, at));
                from = at + 1;
            } else {
                depth += tokens.get(at).is("(") ? 1 : tokens.get(at).is(")") ? -1 : 0;
            }
        }
        return parts;
    }

    /** Goes through a text once. */
    private static final class Reader {
        private final String sql;
        private int at;

        Reader(String sql) {
            this.sql = sql;
        }

        SqlToken next() {
            skip();
            if (at >= sql.length()) {
                return null;
            }
            char first = sql.charAt(at);
            boolean bytes = (first == 'x' || first == 'X') && sql.startsWith("'", at + 1);
            if (bytes) {
                at++;
                return new SqlToken(Kind.BYTES, quoted('\'', '\''));
            }
            return switch (first) {
                case '\'' -> new SqlToken(Kind.STRING, quoted('\'', '\''));
                case '"', '`' -> new SqlToken(Kind.NAME, quoted(first, first));
                case '[' -> new SqlToken(Kind.NAME, quoted('[', ']'));
                default -> plain(first);
            };
        }

        private SqlToken plain(char first) {
            int from = at;
            boolean number = Character.isDigit(first)
                    || (first == '.' && at + 1 < sql.length() && Character.isDigit(sql.charAt(at + 1)));
            if (number) {
                while (at < sql.length() && isNumber(sql.charAt(at), sql.charAt(Math.max(from, at - 1)))) {
                    at++;
                }
                return new SqlToken(Kind.NUMBER, sql.substring(from, at));
            }
            if (Character.isLetter(first) || first == '_' || first > 127) {
                while (at < sql.length() && isWord(sql.charAt(at))) {
                    at++;
                }
                return new SqlToken(Kind.WORD, sql.substring(from, at));
            }
            String sign = LONG_SIGNS.stream()
                    .filter(candidate -> sql.startsWith(candidate, from))
                    .findFirst()
                    .orElse(String.valueOf(first));
            at += sign.length();
            return new SqlToken(Kind.SIGN, sign);
        }

        private String quoted(char open, char close) {
            StringBuilder text = new StringBuilder();
            for (at++; at < sql.length(); at++) {
                char next = sql.charAt(at);
                boolean doubled = open == close && at + 1 < sql.length() && sql.charAt(at + 1) == close;
                if (next == close && !doubled) {
                    break;
                }
                at += next == close ? 1 : 0;
                text.append(next);
            }
            at++;
            return text.toString();
        }

        private void skip() {
            while (at < sql.length()) {
                if (Character.isWhitespace(sql.charAt(at))) {
                    at++;
                } else if (sql.startsWith("--", at)) {
                    int end = sql.indexOf('\n', at);
                    at = end < 0 ? sql.length() : end;
                } else if (sql.startsWith("/*", at)) {
                    int end = sql.indexOf("*/", at + 2);
                    at = end < 0 ? sql.length() : end + 2;
                } else {
                    return;
                }
            }
        }

        private static boolean isWord(char letter) {
            return Character.isLetterOrDigit(letter) || letter == '_' || letter == '$' || letter > 127;
        }

        private static boolean isNumber(char letter, char before) {
            boolean sign = (letter == '+' || letter == '-') && (before == 'e' || before == 'E');
            return Character.isLetterOrDigit(letter) || letter == '.' || sign;
        }
    }
}
