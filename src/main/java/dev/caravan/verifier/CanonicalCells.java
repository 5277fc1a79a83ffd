package dev.caravan.verifier;

import dev.caravan.model.RowBuffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Cells as bytes that are equal exactly when the target holds what was meant, whichever type it keeps it as: true is 1, 5.0
 * is 5, a JSON text or a decimal is its text. -0.0 is not 0, no value is not the empty text, "5" is not 5.
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
    /** From here on a floating point number no longer tells each whole number from its neighbours. */
    private static final double WHOLE_LIMIT = 0x1p53;

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
            case DECIMAL, TEXT, JSON -> text(CHARACTERS, rows, row, column);
            case BLOB -> text(OCTETS, rows, row, column);
            case INVALID_TEXT -> text(BROKEN_CHARACTERS, rows, row, column);
        }
    }

    private void real(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < WHOLE_LIMIT;
        if (whole && Double.doubleToRawLongBits(value) != Double.doubleToRawLongBits(-0.0)) {
            word(WHOLE, (long) value);
            return;
        }
        word(FRACTION, Double.doubleToLongBits(value));
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
