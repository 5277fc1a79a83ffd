package dev.caravan.scaffold;

import java.util.function.UnaryOperator;

/** Expressions whose columns are marked, so that they can get their names once these are known. */
public final class Expression {
    private static final char MARK = '\u0001';

    private Expression() {}

    /** A column in an expression. */
    public static String column(String name) {
        return MARK + name + MARK;
    }

    /** The expression with what {@code named} makes of each column. */
    static String text(String expression, UnaryOperator<String> named) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        for (int open = expression.indexOf(MARK); open >= 0; open = expression.indexOf(MARK, at)) {
            int close = expression.indexOf(MARK, open + 1);
            text.append(expression, at, open).append(named.apply(expression.substring(open + 1, close)));
            at = close + 1;
        }
        return text.append(expression, at, expression.length()).toString();
    }
}
