package dev.caravan.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Tells which cell holds a JSON number exactly: INTEGER for whole numbers of 64 bits, REAL where the literal equals the
 * shortest decimal form of a double, DECIMAL for all others. The sign of a zero counts only with a fraction or an exponent:
 * {@code -0} is the whole number 0, {@code -0.0} is a REAL of its own. Used again for the next number; one a thread.
 */
public final class NumberLiteral {
    private static final int EXACT_POWERS = 22;
    private static final int SAFE_DIGITS = 15;
    private static final int MOST_DIGITS = 17;
    /** Beyond it a literal of at most 17 digits is infinite or zero as a double. */
    private static final int DOUBLE_EXPONENTS = 400;

    /** Far more than a record has digits, so that zeros never make up for what is cut off. */
    private static final long EXPONENT_CAP = 1_000_000_000_000_000L;

    private static final double[] POWERS = powers();

    private CellType type;
    private long whole;
    private double real;
    private boolean fitsLong;

    private boolean negative;
    private long digits;
    private int significant;
    private long exponent;

    /** The literal of a decimal cell, read; one that is not finite is of type DECIMAL. */
    public static NumberLiteral ofDecimal(byte[] bytes, int start, int end) {
        NumberLiteral number = new NumberLiteral();
        number.readDecimal(bytes, start, end);
        return number;
    }

    /** Reads a decimal cell's text, as {@link #ofDecimal} does. */
    public void readDecimal(byte[] bytes, int start, int end) {
        boolean finite = bytes[end - 1] >= '0' && bytes[end - 1] <= '9';
        boolean whole = true;
        for (int at = start; at < end; at++) {
            whole &= bytes[at] != '.' && (bytes[at] | 0x20) != 'e';
        }
        if (finite) {
            read(bytes, start, end, !whole);
        } else {
            fitsLong = false;
            type = CellType.DECIMAL;
        }
    }

    /**
     * Reads a JSON number, checked by the caller.
     *
     * @param decimal whether it has a fraction or an exponent
     */
    public void read(byte[] bytes, int start, int end, boolean decimal) {
        if (!decimal) {
            readWhole(bytes, start, end);
            return;
        }
        fitsLong = false;
        takeApart(bytes, start, end);
        if (significant > MOST_DIGITS) {
            type = CellType.DECIMAL;
        } else if (significant == 0) {
            type = CellType.REAL;
            real = negative ? -0.0 : 0.0;
            whole = 0;
            fitsLong = !negative;
        } else {
            readDecimal();
        }
    }

    /** INTEGER, REAL or DECIMAL. */
    public CellType type() {
        return type;
    }

    /** The number, when it is an INTEGER, or a REAL that {@link #fitsLong}. */
    public long whole() {
        return whole;
    }

    /** The number, when it is a REAL. */
    public double real() {
        return real;
    }

    /** True when the number is whole and has 64 bits at the most, however it is written; not so for -0.0. */
    public boolean fitsLong() {
        return fitsLong;
    }

    /** How many digits count, when it was written with a fraction or an exponent; one more than 17 stands for many. */
    public int significant() {
        return significant;
    }

    private void readWhole(byte[] bytes, int start, int end) {
        negative = bytes[start] == '-';
        long sum = 0;
        fitsLong = end - start <= 20;
        for (int at = negative ? start + 1 : start; at < end && fitsLong; at++) {
            int digit = bytes[at] - '0';
            // Counted downwards, because there is one negative number more
            fitsLong = sum > Long.MIN_VALUE / 10 || sum == Long.MIN_VALUE / 10 && digit <= 8;
            sum = sum * 10 - digit;
        }
        fitsLong = fitsLong && (negative || sum != Long.MIN_VALUE);
        type = fitsLong ? CellType.INTEGER : CellType.DECIMAL;
        whole = negative ? sum : -sum;
    }

    /** Brings the literal into the form digits * 10^exponent, without zeros at either end of the digits. */
    private void takeApart(byte[] bytes, int start, int end) {
        negative = bytes[start] == '-';
        digits = 0;
        significant = 0;
        exponent = 0;
        int zeros = 0;
        boolean fraction = false;
        int at = negative ? start + 1 : start;
        for (; at < end && (bytes[at] | 0x20) != 'e'; at++) {
            if (bytes[at] == '.') {
                fraction = true;
                continue;
            }
            exponent -= fraction ? 1 : 0;
            zeros = digit(bytes[at] - '0', zeros);
        }
        exponent += zeros;
        exponent += at < end ? exponentOf(bytes, at + 1, end) : 0;
    }

    /** Takes one digit; zeros count only once another digit follows them. Answers how many zeros wait. */
    private int digit(int digit, int zeros) {
        if (digit == 0) {
            return significant == 0 ? 0 : zeros + 1;
        }
        significant = Math.min(MOST_DIGITS + 1, significant == 0 ? 1 : significant + zeros + 1);
        if (significant <= MOST_DIGITS) {
            for (int zero = 0; zero < zeros; zero++) {
                digits *= 10;
            }
            digits = digits * 10 + digit;
        }
        return 0;
    }

    private static long exponentOf(byte[] bytes, int from, int end) {
        boolean minus = bytes[from] == '-';
        long value = 0;
        for (int at = minus || bytes[from] == '+' ? from + 1 : from; at < end; at++) {
            value = Math.min(EXPONENT_CAP, value * 10 + (bytes[at] - '0'));
        }
        return minus ? -value : value;
    }

    private void readDecimal() {
        type = CellType.REAL;
        whole = wholeOrZero();
        fitsLong = whole != 0;
        if (significant <= SAFE_DIGITS && Math.abs(exponent) <= EXACT_POWERS) {
            // Both are exact doubles, so that the one operation rounds correctly
            double power = POWERS[(int) Math.abs(exponent)];
            real = exponent < 0 ? digits / power : digits * power;
            real = negative ? -real : real;
            return;
        }
        if (Math.abs(exponent) > DOUBLE_EXPONENTS) {
            type = CellType.DECIMAL;
            return;
        }
        real = Double.parseDouble((negative ? "-" : "") + digits + "E" + exponent);
        boolean finite = real != 0 && !Double.isInfinite(real);
        boolean safe = significant <= SAFE_DIGITS && Math.abs(real) >= Double.MIN_NORMAL;
        type = finite && (safe || ShortestDecimal.is(real, digits, exponent)) ? CellType.REAL : CellType.DECIMAL;
    }

    private long wholeOrZero() {
        long value = negative ? -digits : digits;
        if (exponent < 0 || exponent > 18) {
            return 0;
        }
        for (int power = 0; power < exponent; power++) {
            long high = Math.multiplyHigh(value, 10);
            value *= 10;
            if (high != value >> 63) {
                return 0;
            }
        }
        return value;
    }

    private static double[] powers() {
        double[] powers = new double[EXACT_POWERS + 1];
        for (int power = 0; power <= EXACT_POWERS; power++) {
            powers[power] = Double.parseDouble("1E" + power);
        }
        return powers;
    }

    /** The literal as text. */
    public static String text(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, ISO_8859_1);
    }
}
