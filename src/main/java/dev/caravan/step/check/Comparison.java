package dev.caravan.step.check;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A comparison of a file, such as {@code < 0.1%}, {@code >= 2} or {@code == 9832 +- 5}; percents and milliseconds count as
 * parts of one.
 *
 * @param tolerance how far a number may be off that is to be equal
 */
public record Comparison(String operator, double limit, double tolerance, String text) {
    private static final Pattern FORM =
            Pattern.compile("\\s*(<=|>=|==|!=|<|>)\\s*(-?[0-9.]+)\\s*(?:(?:\\+-|±)\\s*([0-9.]+)\\s*)?(%|ms|s)?\\s*");

    /** Reads what the JSON Schema has let through. */
    public static Comparison of(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no comparison");
        }
        double limit = Double.parseDouble(form.group(2));
        String unit = form.group(4) == null ? "" : form.group(4);
        // Divided, as 95 of 100 is: a product would be a little more
        double scale = unit.equals("%") ? 100 : unit.equals("ms") ? 1000 : 1;
        double tolerance = form.group(3) == null ? 0 : Double.parseDouble(form.group(3));
        return new Comparison(form.group(1), limit / scale, tolerance / scale, text.strip());
    }

    /** True when the number passes; a number that is none never does. */
    public boolean holds(double number) {
        if (Double.isNaN(number)) {
            return false;
        }
        return switch (operator) {
            case "<" -> number < limit;
            case "<=" -> number <= limit;
            case ">" -> number > limit;
            case ">=" -> number >= limit;
            case "==" -> Math.abs(number - limit) <= tolerance;
            default -> Math.abs(number - limit) > tolerance;
        };
    }
}
