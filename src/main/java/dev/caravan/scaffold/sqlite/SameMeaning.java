package dev.caravan.scaffold.sqlite;

import dev.caravan.scaffold.SqlToken;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/**
 * Whether an expression of SQLite means the same in PostgreSQL. SQLite divides by zero without a word, rounds halves another
 * way, cuts where PostgreSQL rounds, takes {@code max(1, NULL)} for NULL, counts from the end of a text, knows the case of
 * ASCII letters alone, and computes with doubles what PostgreSQL computes with decimals.
 *
 * @param types the type in PostgreSQL of a column, or null where there is none with that name
 */
record SameMeaning(Function<String, String> types) {
    private static final Set<String> OTHERS = Set.of("min", "max", "round");

    private static final Set<String> ORDERS = Set.of("<", ">", "<=", ">=", "between", "like", "lower", "upper");

    /** True when it is the same for every row, or fails for none where it only says whether one is meant. */
    boolean holds(List<SqlToken> tokens) {
        for (int at = 0; at < tokens.size(); at++) {
            SqlToken token = tokens.get(at);
            boolean same =
                    switch (token.kind()) {
                        case SIGN -> sign(tokens, at);
                        case WORD -> word(tokens, at);
                        case NAME, STRING, BYTES, NUMBER -> true;
                    };
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /** As {@link #holds}, and it computes the same value too. */
    boolean computes(List<SqlToken> tokens) {
        boolean decimals = has(tokens, "numeric");
        boolean arithmetic = tokens.stream().anyMatch(token -> token.is("+") || token.is("-") || token.is("*"));
        return holds(tokens) && !(decimals && arithmetic);
    }

    /** True when texts are compared by their order or without their case, which is by their bytes in SQLite. */
    boolean orders(List<SqlToken> tokens) {
        return tokens.stream().anyMatch(token -> ORDERS.stream().anyMatch(token::is));
    }

    private boolean sign(List<SqlToken> tokens, int at) {
        return switch (tokens.get(at).text()) {
            case "/" -> isCounted(tokens, at + 1) && !has(tokens, "numeric");
            case "%" -> isCounted(tokens, at + 1) && !has(tokens, "numeric") && !has(tokens, "double precision");
            case "||" -> !has(tokens, "numeric") && !has(tokens, "double precision") && !has(tokens, "boolean");
            default -> true;
        };
    }

    private boolean word(List<SqlToken> tokens, int at) {
        SqlToken token = tokens.get(at);
        if (token.is("like")) {
            return at + 1 < tokens.size()
                    && tokens.get(at + 1).kind() == SqlToken.Kind.STRING
                    && tokens.get(at + 1).text().indexOf('\\') < 0;
        }
        if (at + 1 == tokens.size() || !tokens.get(at + 1).is("(")) {
            return true;
        }
        List<SqlToken> inside = tokens.subList(at + 2, Math.max(at + 2, SqlToken.behind(tokens, at + 1) - 1));
        if (token.is("substr") || token.is("substring")) {
            return SqlToken.parts(inside).stream().skip(1).allMatch(part -> part.size() == 1 && isCounted(part, 0));
        }
        return token.is("cast") ? isSameCast(inside) : OTHERS.stream().noneMatch(token::is);
    }

    /** {@code column AS type}, where that changes no value, or a whole number into a text. */
    private boolean isSameCast(List<SqlToken> inside) {
        String from = inside.isEmpty() ? null : type(inside.get(0));
        if (inside.size() != 3 || from == null || !inside.get(1).is("as")) {
            return false;
        }
        boolean whole = from.equals("bigint");
        return switch (inside.get(2).text().toLowerCase(Locale.ROOT)) {
            case "integer" -> whole;
            case "real" -> whole || from.equals("double precision");
            case "text" -> whole || from.equals("text") || from.startsWith("varchar");
            default -> false;
        };
    }

    /** True for a whole number above zero. */
    private static boolean isCounted(List<SqlToken> tokens, int at) {
        return at < tokens.size() && tokens.get(at).text().matches("0*[1-9]\\d{0,8}");
    }

    private boolean has(List<SqlToken> tokens, String type) {
        return tokens.stream().map(this::type).anyMatch(found -> found != null && found.startsWith(type));
    }

    private String type(SqlToken token) {
        return token.isName() ? types.apply(token.text()) : null;
    }
}
