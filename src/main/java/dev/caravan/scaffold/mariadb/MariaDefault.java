package dev.caravan.scaffold.mariadb;

import dev.caravan.scaffold.CommonExpression;
import dev.caravan.scaffold.SqlToken;
import dev.caravan.scaffold.SqlToken.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Defaults of MariaDB in PostgreSQL's words. */
final class MariaDefault {
    private MariaDefault() {}

    /** The default for a column of a type; null where there is none such. */
    static String of(String expression, String type) {
        String word = expression.strip().toLowerCase(Locale.ROOT);
        if (word.matches("b'[01]*'")) {
            return bits(word.substring(2, word.length() - 1), type);
        }
        String moment = moment(word.replaceAll("\\(\\d*\\)", ""), type);
        if (moment != null) {
            return moment;
        }
        List<SqlToken> tokens = SqlToken.of(expression);
        SqlToken last = tokens.isEmpty() ? null : tokens.get(tokens.size() - 1);
        boolean number = last != null && last.kind() == Kind.NUMBER;
        boolean single = tokens.size() == 1
                || (tokens.size() == 2 && number && tokens.get(0).is("-"));
        if (single && type.equals("boolean")) {
            return last.text().equals("0") ? "false" : last.text().equals("1") ? "true" : null;
        }
        if (single && number) {
            String text = tokens.stream().map(SqlToken::text).collect(Collectors.joining());
            boolean quoted = type.equals("text") || type.startsWith("varchar");
            return quoted ? "'" + text + "'" : text;
        }
        if (single && last.kind() == Kind.STRING) {
            return string(last.text(), type);
        }
        return new CommonExpression(name -> null, Set.of(), Set.of("/", "||", "%"))
                .translated(tokens)
                .orElse(null);
    }

    private static String bits(String bits, String type) {
        long value = bits.isEmpty() ? 0 : Long.parseUnsignedLong(bits, 2);
        return type.equals("boolean") ? String.valueOf(value == 1) : Long.toUnsignedString(value);
    }

    private static String string(String text, String type) {
        if (type.equals("bytea")) {
            return "convert_to('" + text.replace("'", "''") + "', 'UTF8')";
        }
        boolean noDate = text.startsWith("0000-00-00");
        return noDate ? null : "'" + text.replace("'", "''") + "'";
    }

    private static String moment(String word, String type) {
        boolean uuid = word.equals("uuid()") || word.equals("uuid");
        if (uuid) {
            return type.equals("uuid") ? "gen_random_uuid()" : "gen_random_uuid()::text";
        }
        return switch (word) {
            case "null" -> "NULL";
            case "current_timestamp", "now", "localtimestamp" ->
                type.startsWith("timestamptz") ? "now()" : type.startsWith("timestamp") ? "LOCALTIMESTAMP" : null;
            case "curdate", "current_date" -> "CURRENT_DATE";
            case "curtime", "current_time" -> "LOCALTIME";
            default -> null;
        };
    }
}
