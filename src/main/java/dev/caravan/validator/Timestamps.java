package dev.caravan.validator;

import java.time.YearMonth;

/**
 * Tells whether a text is a point in time by ISO 8601: {@code 2024-05-01T10:20:30.123456Z}. The letter T may be a space;
 * seconds, fraction (up to nine digits) and zone ({@code Z}, {@code +02}, {@code +0200}, {@code +02:00}) may be left out. The
 * day must exist, the hour is 00 to 23, the second 00 to 59. A date alone is no point in time.
 */
final class Timestamps {
    private static final int SHORTEST = "2024-05-01T10:20".length();
    private static final int MOST_FRACTION_DIGITS = 9;
    private static final int MOST_OFFSET_HOURS = 18;

    private final byte[] text;
    private final int end;
    private int at;

    private Timestamps(byte[] text, int start, int end) {
        this.text = text;
        this.at = start;
        this.end = end;
    }

    static boolean isTimestamp(byte[] text, int start, int end) {
        return end - start >= SHORTEST && new Timestamps(text, start, end).read();
    }

    private boolean read() {
        int year = number(4);
        int month = take('-') ? number(2) : -1;
        int day = take('-') ? number(2) : -1;
        if (year < 0 || month < 1 || month > 12 || day < 1 || day > lastDay(year, month, day)) {
            return false;
        }
        return (take('T') || take(' ')) && time() && zone() && at == end;
    }

    private static int lastDay(int year, int month, int day) {
        return day <= 28 ? 28 : YearMonth.of(year, month).lengthOfMonth();
    }

    private boolean time() {
        if (!within(number(2), 23) || !take(':') || !within(number(2), 59)) {
            return false;
        }
        return !take(':') || within(number(2), 59) && (!take('.') || fraction());
    }

    private boolean fraction() {
        int from = at;
        while (at < end && isDigit(text[at])) {
            at++;
        }
        return at > from && at - from <= MOST_FRACTION_DIGITS;
    }

    private boolean zone() {
        if (at == end || take('Z')) {
            return true;
        }
        if (!take('+') && !take('-')) {
            return false;
        }
        int hours = number(2);
        int minutes = at == end ? 0 : take(':') || at < end ? number(2) : -1;
        return within(hours, MOST_OFFSET_HOURS) && within(minutes, hours == MOST_OFFSET_HOURS ? 0 : 59);
    }

    private static boolean within(int value, int most) {
        return value >= 0 && value <= most;
    }

    private boolean take(char wanted) {
        if (at < end && text[at] == wanted) {
            at++;
            return true;
        }
        return false;
    }

    /** The number of exactly so many digits; negative when they are none. */
    private int number(int digits) {
        int value = 0;
        for (int digit = 0; digit < digits; digit++) {
            if (at >= end || !isDigit(text[at])) {
                return -1;
            }
            value = value * 10 + text[at++] - '0';
        }
        return value;
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }
}
