package dev.caravan.scaffold.sqlite;

import dev.caravan.scaffold.CommonExpression;
import dev.caravan.scaffold.SqlToken;
import dev.caravan.scaffold.SqlToken.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Defaults of SQLite in PostgreSQL's words. Times are UTC there, and in the form that SQLite writes. */
final class SqliteDefault {
    private static final String UTC = "now() AT TIME ZONE 'utc'";

    /** By the expression without blanks, in lower case: what it is as a text. */
    private static final Map<String, String> TEXTS = Map.of(
            "current_timestamp", "to_char(" + UTC + ", 'YYYY-MM-DD HH24:MI:SS')",
            "datetime('now')", "to_char(" + UTC + ", 'YYYY-MM-DD HH24:MI:SS')",
            "current_date", "to_char(" + UTC + ", 'YYYY-MM-DD')",
            "date('now')", "to_char(" + UTC + ", 'YYYY-MM-DD')",
            "current_time", "to_char(" + UTC + ", 'HH24:MI:SS')",
            "time('now')", "to_char(" + UTC + ", 'HH24:MI:SS')",
            "strftime('%y-%m-%dt%h:%m:%sz','now')", "to_char(" + UTC + ", 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')",
            "lower(hex(randomblob(16)))", "replace(gen_random_uuid()::text, '-', '')",
            "hex(randomblob(16))", "upper(replace(gen_random_uuid()::text, '-', ''))");

    /** The same as a number. */
    private static final Map<String, String> NUMBERS = Map.of(
            "unixepoch()", "floor(extract(epoch FROM now()))::bigint",
            "unixepoch('now')", "floor(extract(epoch FROM now()))::bigint",
            "strftime('%s','now')", "floor(extract(epoch FROM now()))::bigint",
            "cast(strftime('%s','now')asinteger)", "floor(extract(epoch FROM now()))::bigint");

    private SqliteDefault() {}

    /** The default for a column of a type; null where there is none such. */
    static String of(List<SqlToken> given, String type) {
        List<SqlToken> tokens = given;
        while (tokens.size() > 2 && tokens.get(0).is("(") && SqlToken.behind(tokens, 0) == tokens.size()) {
            tokens = tokens.subList(1, tokens.size() - 1);
        }
        if (tokens.size() == 1 || tokens.size() == 2 && tokens.get(1).kind() == Kind.NUMBER) {
            String literal = literal(tokens, type);
            if (literal != null) {
                return literal;
            }
        }
        String known = known(tokens, type);
        boolean plain = known == null && !type.startsWith("bool") && !type.startsWith("timestamp");
        return plain
                ? new CommonExpression(name -> null, Set.of(), Set.of())
                        .translated(tokens)
                        .orElse(null)
                : known;
    }

    private static String literal(List<SqlToken> tokens, String type) {
        SqlToken last = tokens.get(tokens.size() - 1);
        String sign = tokens.size() == 2 && tokens.get(0).is("-") ? "-" : "";
        return switch (last.kind()) {
            case NUMBER -> number(sign + last.text(), type);
            // A name in quotes is a text here
            case STRING, NAME -> text(last.text(), type);
            case BYTES -> type.equals("bytea") ? "'\\x" + last.text() + "'::bytea" : null;
            case WORD -> word(last.text().toLowerCase(Locale.ROOT), type);
            case SIGN -> null;
        };
    }

    private static String number(String number, String type) {
        return switch (type) {
            case "boolean" -> number.equals("0") ? "false" : number.equals("1") ? "true" : null;
            case "bytea" -> null;
            default -> type.equals("text") || type.startsWith("varchar") ? "'" + number + "'" : number;
        };
    }

    private static String text(String text, String type) {
        String quoted = "'" + text.replace("'", "''") + "'";
        boolean number = type.equals("bigint") || type.startsWith("numeric") || type.startsWith("double");
        if (number && !text.matches("-?\\d+(\\.\\d+)?")) {
            return null;
        }
        return type.equals("bytea") ? null : quoted;
    }

    private static String word(String word, String type) {
        boolean truth = word.equals("true") || word.equals("false");
        if (truth) {
            return type.equals("boolean") ? word : type.equals("bigint") ? word.equals("true") ? "1" : "0" : null;
        }
        return word.equals("null") ? "NULL" : null;
    }

    private static String known(List<SqlToken> tokens, String type) {
        String key = tokens.stream()
                .map(token -> token.kind() == Kind.STRING ? "'" + token.text() + "'" : token.text())
                .collect(Collectors.joining())
                .toLowerCase(Locale.ROOT);
        boolean now = key.equals("current_timestamp") || key.equals("datetime('now')");
        boolean day = key.equals("current_date") || key.equals("date('now')");
        if (type.startsWith("timestamp")) {
            return !now ? null : type.equals("timestamptz") ? "now()" : "(" + UTC + ")";
        }
        if (type.equals("date")) {
            return day ? "(" + UTC + ")::date" : null;
        }
        if (type.equals("text") || type.startsWith("varchar")) {
            return TEXTS.get(key);
        }
        return type.equals("bigint") || type.startsWith("numeric") ? NUMBERS.get(key) : null;
    }
}
