package dev.caravan.model;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The shortest decimal form of a double: the decimal with the fewest digits that reads back as the same double; of several,
 * the nearest, and of two as near the even one. {@link Double#toString} gave others before JDK 19, and a record must not be accepted by one JDK and rejected
 * by another.
 */
public final class ShortestDecimal {
    private static final int SURE_DIGITS = 15;
    private static final int MOST_DIGITS = 17;

    private ShortestDecimal() {}

    /** True when {@code digits * 10^exponent} is the shortest form of the magnitude of {@code value}. */
    public static boolean is(double value, long digits, long exponent) {
        return of(Math.abs(value)).compareTo(BigDecimal.valueOf(digits, (int) -exponent)) == 0;
    }

    /** The shortest form of a finite number that is not zero, as a JSON number with a fraction or an exponent. */
    public static String text(double value) {
        String quick = Double.toString(value);
        if (quick.length() <= SURE_DIGITS) {
            return quick;
        }
        String text = of(value).toString();
        return text.indexOf('.') < 0 && text.indexOf('E') < 0 ? text + ".0" : text;
    }

    /** The shortest form of a finite number. */
    public static BigDecimal of(double value) {
        if (value == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal exact = new BigDecimal(value);
        int fewest = Math.abs(value) < Double.MIN_NORMAL ? 1 : SURE_DIGITS;
        for (int digits = fewest; digits < MOST_DIGITS; digits++) {
            BigDecimal near = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            boolean nearIsDown = near.abs().compareTo(exact.abs()) < 0;
            BigDecimal far = exact.round(new MathContext(digits, nearIsDown ? RoundingMode.UP : RoundingMode.DOWN));
            if (near.doubleValue() == value) {
                return near;
            }
            if (far.doubleValue() == value) {
                return far;
            }
        }
        return exact.round(new MathContext(MOST_DIGITS, RoundingMode.HALF_EVEN));
    }
}
