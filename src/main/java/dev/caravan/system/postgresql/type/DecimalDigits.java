package dev.caravan.system.postgresql.type;

import java.util.Arrays;

/** A decimal literal taken apart: sign, digits, and where the point is. Used again for the next one; one a thread. */
final class DecimalDigits {
    /** PostgreSQL's own limits, before and behind the point. */
    private static final int MOST_BEFORE = 131_072;

    private static final int MOST_BEHIND = 16_383;

    private byte[] digits = new byte[64];
    private int count;
    private int trailing;
    private boolean negative;
    /** The power of ten of the last digit that was written. */
    private long exponent;

    /** Reads a literal that is known to be one. */
    void read(byte[] ascii) {
        if (!read(ascii, 0, ascii.length)) {
            throw new IllegalArgumentException("no decimal");
        }
    }

    /** Reads {@code [+-]digits[.digits][e[+-]digits]}; false when it is something else. */
    boolean read(byte[] bytes, int start, int end) {
        count = 0;
        trailing = 0;
        exponent = 0;
        negative = start < end && bytes[start] == '-';
        int at = negative || start < end && bytes[start] == '+' ? start + 1 : start;
        boolean point = false;
        boolean any = false;
        for (; at < end && (bytes[at] | 0x20) != 'e'; at++) {
            if (bytes[at] == '.' && !point) {
                point = true;
            } else if (bytes[at] >= '0' && bytes[at] <= '9') {
                any = true;
                add(bytes[at] - '0');
                exponent -= point ? 1 : 0;
            } else {
                return false;
            }
        }
        return any && (at == end || readExponent(bytes, at + 1, end));
    }

    boolean negative() {
        return negative;
    }

    boolean isZero() {
        return count == 0 || trailing == count;
    }

    /** The power of ten of the first digit that is not zero. */
    int highest() {
        return (int) (exponent + count - 1);
    }

    /** The power of ten of the last digit that is not zero. */
    int lowest() {
        return (int) (exponent + trailing);
    }

    /** How many digits stand behind the point, zeros counted. */
    int shown() {
        return (int) Math.max(0, -exponent);
    }

    /** The digit of a power of ten. */
    int at(int power) {
        long index = count - 1 - (power - exponent);
        return index >= 0 && index < count ? digits[(int) index] : 0;
    }

    boolean tooLong() {
        return exponent + count > MOST_BEFORE || exponent < -MOST_BEHIND;
    }

    private void add(int digit) {
        if (count == 0 && digit == 0) {
            return;
        }
        if (count == digits.length) {
            digits = Arrays.copyOf(digits, count * 2);
        }
        digits[count++] = (byte) digit;
        trailing = digit == 0 ? trailing + 1 : 0;
    }

    private boolean readExponent(byte[] bytes, int start, int end) {
        boolean minus = start < end && bytes[start] == '-';
        int at = minus || start < end && bytes[start] == '+' ? start + 1 : start;
        if (at == end) {
            return false;
        }
        long value = 0;
        for (; at < end; at++) {
            if (bytes[at] < '0' || bytes[at] > '9') {
                return false;
            }
            value = Math.min(Integer.MAX_VALUE, value * 10 + bytes[at] - '0');
        }
        exponent += minus ? -value : value;
        return true;
    }
}
