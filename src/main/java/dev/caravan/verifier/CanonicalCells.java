package dev.caravan.verifier;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caravan.model.CellType;
import dev.caravan.model.NumberLiteral;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.ShortestDecimal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Cells as bytes that are equal exactly when the target holds what was meant, whichever type it keeps it as: true is 1, 5.0
 * and the decimal 5.00 are 5, the decimal 0.1 is the double nearest to it, a JSON text is its text. -0.0 is not 0, no value is
 * not the empty text, "5" is not 5.
 */
final class CanonicalCells {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte NOTHING = 0;
    private static final byte WHOLE = 1;
    private static final byte FRACTION = 2;
    private static final byte CHARACTERS = 3;
    private static final byte OCTETS = 4;
    private static final byte BROKEN_CHARACTERS = 5;
    private static final byte DIGITS = 6;

    private final NumberLiteral number = new NumberLiteral();
    private byte[] bytes = new byte[1024];
    private int used;

    byte[] bytes() {
        return bytes;
    }

    int used() {
        return used;
    }

    void clear() {
        used = 0;
    }

    void add(RowBuffer rows, int row, int column) {
        switch (rows.type(row, column)) {
            case NULL -> tag(NOTHING, 0);
            case BOOLEAN, INTEGER -> word(WHOLE, rows.longValue(row, column));
            case REAL -> real(rows.doubleValue(row, column));
            case DECIMAL -> decimal(rows, row, column);
            case TEXT, JSON -> text(CHARACTERS, rows, row, column);
            case BLOB, VECTOR -> text(OCTETS, rows, row, column);
            case INVALID_TEXT -> text(BROKEN_CHARACTERS, rows, row, column);
        }
    }

    private void real(double value) {
        boolean whole = value == Math.rint(value) && value >= -0x1p63 && value < 0x1p63;
        if (whole && Double.doubleToRawLongBits(value) != Double.doubleToRawLongBits(-0.0)) {
            word(WHOLE, (long) value);
            return;
        }
        word(FRACTION, Double.doubleToLongBits(value));
    }

    /** Decimals that a whole number or the shortest form of a double equal are those; any other is its digits. */
    private void decimal(RowBuffer rows, int row, int column) {
        byte[] text = rows.arena();
        int start = rows.offset(row, column);
        int end = start + rows.length(row, column);
        number.readDecimal(text, start, end);
        if (number.fitsLong()) {
            word(WHOLE, number.whole());
        } else if (number.type() == CellType.REAL) {
            real(number.real());
        } else {
            irregular(rows.text(row, column));
        }
    }

    private void irregular(String text) {
        switch (text) {
            case "NaN" -> real(Double.NaN);
            case "Infinity" -> real(Double.POSITIVE_INFINITY);
            case "-Infinity" -> real(Double.NEGATIVE_INFINITY);
            default -> digits(new BigDecimal(text).stripTrailingZeros());
        }
    }

    /** Trailing zeros may have hidden a whole number, and a whole number beyond 64 bits the shortest form of a double. */
    private void digits(BigDecimal value) {
        if (value.scale() <= 0
                && value.precision() - value.scale() <= 19
                && value.toBigInteger().bitLength() < 64) {
            word(WHOLE, value.longValueExact());
            return;
        }
        double near = value.doubleValue();
        if (near != 0 && !Double.isInfinite(near) && ShortestDecimal.of(near).compareTo(value) == 0) {
            real(near);
            return;
        }
        byte[] form = value.toString().getBytes(US_ASCII);
        tag(DIGITS, Integer.BYTES + form.length);
        INT.set(bytes, used, form.length);
        System.arraycopy(form, 0, bytes, used + Integer.BYTES, form.length);
        used += Integer.BYTES + form.length;
    }

    private void word(byte tag, long value) {
        tag(tag, Long.BYTES);
        LONG.set(bytes, used, value);
        used += Long.BYTES;
    }

    private void text(byte tag, RowBuffer rows, int row, int column) {
        int length = rows.length(row, column);
        tag(tag, Integer.BYTES + length);
        INT.set(bytes, used, length);
        System.arraycopy(rows.arena(), rows.offset(row, column), bytes, used + Integer.BYTES, length);
        used += Integer.BYTES + length;
    }

    private void tag(byte tag, int more) {
        if (used + 1 + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, used + 1 + more));
        }
        bytes[used++] = tag;
    }
}
