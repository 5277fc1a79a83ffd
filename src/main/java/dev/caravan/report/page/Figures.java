package dev.caravan.report.page;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers as people read them. */
final class Figures {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Figures() {}

    /** {@code 1,234,567}. */
    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 1,234.5}, without the fraction from 100 on. */
    static String number(double number) {
        return String.format(Locale.ROOT, Math.abs(number) < 100 ? "%,.1f" : "%,.0f", number);
    }

    /** {@code 2026-11-21 15:12:32 UTC}. */
    static String time(Instant time) {
        return TIME.format(time);
    }

    static String duration(Duration time) {
        return seconds(time.toNanos() / 1e9);
    }

    /** {@code 0.012 s}, {@code 5.6 s}, {@code 3 min 20 s}, {@code 2 h 5 min}, {@code 3 d 4 h}. */
    static String seconds(double seconds) {
        if (seconds < MINUTE) {
            return String.format(Locale.ROOT, seconds < 1 ? "%.3f s" : "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        if (whole < HOUR) {
            return two(whole, MINUTE, "min", 1, "s");
        }
        return whole < DAY ? two(whole, HOUR, "h", MINUTE, "min") : two(whole, DAY, "d", HOUR, "h");
    }

    /** {@code 99.97 %}; never 0 or 100 where that is not exact. */
    static String share(long part, long whole) {
        if (whole == 0) {
            return "-";
        }
        double percent = 100.0 * part / whole;
        if (part > 0 && percent < 0.01) {
            return "< 0.01 %";
        }
        if (part < whole && percent > 99.99) {
            return "> 99.99 %";
        }
        String text = String.format(Locale.ROOT, "%.2f", percent);
        return text.replaceAll("\\.?0+$", "") + " %";
    }

    /** {@code 160 MB}. */
    static String bytes(long bytes) {
        return String.format(Locale.ROOT, "%,.0f MB", bytes / 1e6);
    }

    private static String two(long seconds, long large, String largeName, long small, String smallName) {
        long rest = seconds % large / small;
        return seconds / large + " " + largeName + (rest == 0 ? "" : " " + rest + " " + smallName);
    }
}
