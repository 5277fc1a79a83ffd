package dev.caravan.system.chroma;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads the arrays of numbers in an array of JSON as 32-bit numbers, straight from the bytes: a parser that makes a token and a
 * text of every number takes longer than all the rest of reading a page. Every number is the nearest 32-bit one, as {@link
 * Float#parseFloat} has it. Used by one thread.
 */
final class FloatArrays {
    private static final int LONGEST = 64;

    /** Eight bytes at once, as Lemire has them in "Number Parsing at a Gigabyte per Second" (2021). */
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ZEROS = 0x3030303030303030L;
    private static final long ABOVE_NINE = 0x7676767676767676L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final double[] POWERS = powers();

    /** Below this every whole number is a double, and above the powers of ten are none: a quotient is rounded once. */
    private static final long EXACT = 1L << 53;

    /** The bits that a float has not; a double in the middle between two floats has only the highest of them. */
    private static final long LOST = (1L << 29) - 1;

    private static final long MIDDLE = 1L << 28;

    private final InputStream body;
    private byte[] bytes = new byte[1 << 15];
    private int at;
    private int end;

    /**
     * The rest of an answer.
     *
     * @param ahead what comes before the rest of {@code body}
     */
    FloatArrays(byte[] ahead, InputStream body) {
        this.body = new SequenceInputStream(new ByteArrayInputStream(ahead), body);
    }

    /** Is told what is read, in turn. */
    interface Sink {
        /** A vector begins. */
        void begin();

        /** There is null instead of a vector. */
        void none();

        /** The next number of the vector; NaN for null. */
        void add(float number);
    }

    /** Reads up to the end of the outer array, whose beginning was read. */
    void read(Sink sink) throws IOException {
        for (int next = token(); next != ']'; next = token()) {
            if (next == '[') {
                sink.begin();
                vector(sink);
            } else if (next == 'n') {
                word();
                sink.none();
            } else if (next != ',') {
                throw new IOException("the answer has '" + (char) next + "' where a vector should be");
            }
        }
    }

    /** What comes behind, with {@code before} in front of it. */
    InputStream rest(String before) {
        byte[] left = new byte[before.length() + end - at];
        System.arraycopy(before.getBytes(ISO_8859_1), 0, left, 0, before.length());
        System.arraycopy(bytes, at, left, before.length(), end - at);
        return new SequenceInputStream(new ByteArrayInputStream(left), body);
    }

    private void vector(Sink sink) throws IOException {
        for (int next = token(); next != ']'; next = token()) {
            if (next == '-' || next >= '0' && next <= '9') {
                at--;
                sink.add(number());
            } else if (next == 'n') {
                word();
                sink.add(Float.NaN);
            } else if (next != ',') {
                throw new IOException("the answer has '" + (char) next + "' where a number should be");
            }
        }
    }

    private float number() throws IOException {
        fill(LONGEST);
        int start = at;
        boolean negative = bytes[at] == '-';
        at += negative ? 1 : 0;
        long digits = digits(0);
        int scale = 0;
        if (at < end && bytes[at] == '.') {
            int point = ++at;
            digits = digits(digits);
            scale = point - at;
        }
        if (at == start + (negative ? 1 : 0)) {
            throw new IOException("the answer has a number without digits");
        }
        boolean plain = at - start < 19;
        if (at < end && (bytes[at] | 0x20) == 'e') {
            scale += exponent();
        }
        if (at - start >= LONGEST || at == end) {
            throw new IOException("the answer has a number of more than " + LONGEST + " characters, or ends in one");
        }
        if (plain && digits < EXACT && scale > -POWERS.length && scale < POWERS.length) {
            double value = scale < 0 ? digits / POWERS[-scale] : digits * POWERS[scale];
            boolean normal = value == 0 || value >= Float.MIN_NORMAL;
            if (normal && (Double.doubleToRawLongBits(value) & LOST) != MIDDLE) {
                return (float) (negative ? -value : value);
            }
        }
        return Float.parseFloat(new String(bytes, start, at - start, ISO_8859_1));
    }

    private long digits(long before) {
        // In variables of its own: the fields would be written with every digit
        byte[] from = bytes;
        int next = at;
        int last = end;
        long value = before;
        while (last - next >= Long.BYTES) {
            long eight = (long) EIGHT.get(from, next) - ZEROS;
            if (((eight + ABOVE_NINE | eight) & HIGH_BITS) != 0) {
                break;
            }
            value = value * 100_000_000 + number(eight);
            next += Long.BYTES;
        }
        while (next < last) {
            int digit = from[next] - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            value = value * 10 + digit;
            next++;
        }
        at = next;
        return value;
    }

    /** What eight digits mean, the first of them in the lowest byte: pairs are put together, then fours, then all. */
    private static long number(long eight) {
        long pairs = eight * 10 + (eight >>> 8);
        long first = (pairs & 0xFF_0000_00FFL) * (100 + (1_000_000L << 32));
        long second = (pairs >>> 16 & 0xFF_0000_00FFL) * (1 + (10_000L << 32));
        return first + second >>> 32;
    }

    private int exponent() {
        at++;
        boolean negative = at < end && bytes[at] == '-';
        at += at < end && (negative || bytes[at] == '+') ? 1 : 0;
        int from = at;
        long value = digits(0);
        int most = at - from < 6 ? (int) value : POWERS.length * 2;
        return negative ? -most : most;
    }

    /** The next byte that is no space. */
    private int token() throws IOException {
        while (true) {
            fill(1);
            if (at == end) {
                throw new IOException("the answer ends in the middle of its vectors");
            }
            byte next = bytes[at++];
            if (next > ' ') {
                return next;
            }
        }
    }

    /** Passes over the rest of {@code null}. */
    private void word() throws IOException {
        fill(LONGEST);
        while (at < end && bytes[at] >= 'a' && bytes[at] <= 'z') {
            at++;
        }
    }

    /** Sees to it that so many bytes can be looked at, where there are so many. */
    private void fill(int wanted) throws IOException {
        if (end - at >= wanted) {
            return;
        }
        System.arraycopy(bytes, at, bytes, 0, end - at);
        end -= at;
        at = 0;
        while (end < wanted) {
            int more = body.read(bytes, end, bytes.length - end);
            if (more < 0) {
                return;
            }
            end += more;
        }
    }

    private static double[] powers() {
        double[] powers = new double[23];
        powers[0] = 1;
        for (int power = 1; power < powers.length; power++) {
            powers[power] = powers[power - 1] * 10;
        }
        return powers;
    }
}
