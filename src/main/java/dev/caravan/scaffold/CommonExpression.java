package dev.caravan.scaffold;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * An expression of another database in PostgreSQL's words, for the part of the language that means the same in both. Anything else is no
 * expression: better none than another one.
 */
public final class CommonExpression {
    private static final Set<String> FUNCTIONS = Set.of(
            "abs",
            "coalesce",
            "length",
            "lower",
            "upper",
            "nullif",
            "trim",
            "ltrim",
            "rtrim",
            "round",
            "substr",
            "replace",
            "sign",
            "ceil",
            "floor");

    private static final Map<String, String> OTHER_FUNCTIONS =
            Map.of("ifnull", "coalesce", "substring", "substr", "ceiling", "ceil");

    private static final Set<String> WORDS = Set.of(
            "and", "or", "not", "is", "null", "in", "between", "case", "when", "then", "else", "end", "true", "false");

    private static final Map<String, String> SIGNS = Map.of("==", "=", "!=", "<>");

    private static final Set<String> SAME_SIGNS =
            Set.of("(", ")", ",", "+", "-", "*", "/", "%", "=", "<>", "<", ">", "<=", ">=", "||");

    /** Types that a cast gives both databases the same value of. */
    private static final Map<String, String> CASTS =
            Map.of("integer", "bigint", "text", "text", "real", "double precision");

    private final Function<String, String> columns;
    private final Set<String> booleans;
    private final Set<String> refused;
    private final List<String> out = new ArrayList<>();

    /**
     * A translation.
     *
     * @param columns the table's own name of a column, or null where it has none such
     * @param booleans the columns that are numbers in the source and booleans in the target
     * @param refused signs that mean something else in the source
     */
    public CommonExpression(Function<String, String> columns, Set<String> booleans, Set<String> refused) {
        this.columns = columns;
        this.booleans = Set.copyOf(booleans);
        this.refused = Set.copyOf(refused);
    }

    /** The expression, or nothing. */
    public Optional<String> translated(List<SqlToken> tokens) {
        for (int at = 0; at < tokens.size(); at++) {
            int used = take(tokens, at);
            if (used == 0) {
                return Optional.empty();
            }
            at += used - 1;
        }
        return out.isEmpty() ? Optional.empty() : Optional.of(joined());
    }

    /** How many pieces were understood from here; 0 where they were not. */
    private int take(List<SqlToken> tokens, int at) {
        SqlToken token = tokens.get(at);
        return switch (token.kind()) {
            case NUMBER ->
                token.text().startsWith("0x") ? 0 : add(isTruth(token.text()) ? truth(token.text()) : token.text());
            case STRING -> add("'" + token.text().replace("'", "''") + "'");
            case BYTES -> add("'\\x" + token.text() + "'::bytea");
            case SIGN -> sign(token);
            case NAME -> name(token);
            case WORD -> word(tokens, at);
        };
    }

    /** True for the 1 of {@code flag = 1}, where the flag becomes a boolean. */
    private boolean isTruth(String number) {
        int size = out.size();
        boolean compared =
                size > 1 && (out.get(size - 1).equals("=") || out.get(size - 1).equals("<>"));
        return compared
                && (number.equals("0") || number.equals("1"))
                && booleans.stream().map(Expression::column).anyMatch(out.get(size - 2)::equals);
    }

    private static String truth(String number) {
        return number.equals("1") ? "true" : "false";
    }

    private int sign(SqlToken token) {
        String sign = SIGNS.getOrDefault(token.text(), token.text());
        return SAME_SIGNS.contains(sign) && !refused.contains(sign) ? add(sign) : 0;
    }

    /** A name in double quotes that no column has is a text to SQLite; others do not print such. */
    private int name(SqlToken token) {
        String column = columns.apply(token.text());
        return add(column == null ? "'" + token.text().replace("'", "''") + "'" : Expression.column(column));
    }

    private int word(List<SqlToken> tokens, int at) {
        String word = tokens.get(at).text().toLowerCase(Locale.ROOT);
        boolean call = at + 1 < tokens.size() && tokens.get(at + 1).is("(");
        if (call && word.equals("cast")) {
            return cast(tokens, at);
        }
        if (call && word.equals("json_valid")) {
            return json(tokens, at);
        }
        if (call && (word.equals("min") || word.equals("max"))) {
            boolean several = SqlToken.parts(tokens.subList(at + 2, SqlToken.behind(tokens, at + 1) - 1))
                            .size()
                    > 1;
            return several ? add(word.equals("min") ? "least" : "greatest") : 0;
        }
        if (call && !WORDS.contains(word)) {
            String function = OTHER_FUNCTIONS.getOrDefault(word, word);
            return FUNCTIONS.contains(function) ? add(function) : 0;
        }
        String column = columns.apply(tokens.get(at).text());
        if (column != null) {
            return add(Expression.column(column));
        }
        if (word.equals("like")) {
            return add("ILIKE");
        }
        return WORDS.contains(word) ? add(word.toUpperCase(Locale.ROOT)) : 0;
    }

    private int cast(List<SqlToken> tokens, int at) {
        int behind = SqlToken.behind(tokens, at + 1);
        List<SqlToken> inside = tokens.subList(at + 2, behind - 1);
        int size = inside.size();
        if (size < 3 || !inside.get(size - 2).is("as")) {
            return 0;
        }
        String type = CASTS.get(inside.get(size - 1).text().toLowerCase(Locale.ROOT));
        Optional<String> value =
                new CommonExpression(columns, booleans, refused).translated(inside.subList(0, size - 2));
        if (type == null || value.isEmpty()) {
            return 0;
        }
        add("CAST(" + value.get() + " AS " + type + ")");
        return behind - at;
    }

    private int json(List<SqlToken> tokens, int at) {
        int behind = SqlToken.behind(tokens, at + 1);
        Optional<String> value =
                new CommonExpression(columns, booleans, refused).translated(tokens.subList(at + 2, behind - 1));
        value.ifPresent(text -> add("(" + text + " IS JSON)"));
        return value.isPresent() ? behind - at : 0;
    }

    private int add(String text) {
        out.add(text);
        return 1;
    }

    private String joined() {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < out.size(); at++) {
            String piece = out.get(at);
            boolean call = at > 0 && piece.equals("(") && FUNCTIONS.contains(out.get(at - 1));
            boolean close = piece.equals(")")
                    || piece.equals(",")
                    || (at > 0 && out.get(at - 1).equals("("));
            text.append(at == 0 || call || close ? "" : " ").append(piece);
        }
        return text.toString();
    }
}
