package dev.caravan.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** A number in the unit of the bar that it is held against. */
final class Measure {
    private static final int DIGITS = 4;

    private Measure() {}

    /** {@code 0.05} against {@code < 100ms} is {@code 0.050 s}, {@code 0.97} against {@code >= 95%} is {@code 97 %}. */
    static String text(JsonNode number, String bar) {
        if (!number.isNumber()) {
            return "no number";
        }
        if (bar.endsWith("%")) {
            return plain(BigDecimal.valueOf(number.doubleValue()).movePointRight(2)) + " %";
        }
        if (bar.endsWith("s")) {
            return Figures.seconds(number.doubleValue());
        }
        return text(number);
    }

    /** Whole numbers whole, others with four digits that count. */
    static String text(JsonNode number) {
        double value = number.doubleValue();
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Figures.number((long) value)
                : plain(BigDecimal.valueOf(value));
    }

    /** {@code 9.0 kB}, {@code 49.2 GB}. */
    static String size(long bytes) {
        if (bytes < 1_000) {
            return bytes + " bytes";
        }
        double size = bytes;
        int unit = -1;
        while (size >= 1_000 && unit < 4) {
            size /= 1_000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %cB", size, "kMGTP".charAt(unit));
    }

    private static String plain(BigDecimal number) {
        return number.round(new MathContext(DIGITS)).stripTrailingZeros().toPlainString();
    }
}
