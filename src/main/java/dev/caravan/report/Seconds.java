package dev.caravan.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/** Durations as reports have them: seconds with a fraction. */
final class Seconds {
    private static final int DIGITS = 3;

    private Seconds() {}

    static double of(Duration time) {
        return time.toNanos() / 1e9;
    }

    static Duration duration(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    static double rounded(Duration time) {
        return rounded(of(time), DIGITS);
    }

    static double rounded(double value, int digits) {
        return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP).doubleValue();
    }
}
