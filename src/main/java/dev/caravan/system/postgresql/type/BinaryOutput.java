package dev.caravan.system.postgresql.type;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes in the making, numbers in network order: what COPY's binary form consists of. */
public final class BinaryOutput {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes;
    private int used;

    /** Room for {@code expected} bytes at first; it grows. */
    public BinaryOutput(int expected) {
        bytes = new byte[Math.max(64, expected)];
    }

    /** Everything so far, with room behind it; changes with the next byte that is added. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many bytes there are. */
    public int used() {
        return used;
    }

    /** Drops every byte from {@code length} on. */
    public void cut(int length) {
        used = length;
    }

    /** Adds a byte. */
    public void addByte(int value) {
        reserve(1);
        bytes[used++] = (byte) value;
    }

    /** Adds 16 bits. */
    public void addShort(int value) {
        reserve(Short.BYTES);
        SHORT.set(bytes, used, (short) value);
        used += Short.BYTES;
    }

    /** Adds 32 bits. */
    public void addInt(int value) {
        reserve(Integer.BYTES);
        INT.set(bytes, used, value);
        used += Integer.BYTES;
    }

    /** Adds 64 bits. */
    public void addLong(long value) {
        reserve(Long.BYTES);
        LONG.set(bytes, used, value);
        used += Long.BYTES;
    }

    /** Adds a copy of some bytes. */
    public void addBytes(byte[] source, int offset, int length) {
        reserve(length);
        System.arraycopy(source, offset, bytes, used, length);
        used += length;
    }

    /** Adds text that is known to be ASCII. */
    public void addAscii(String text) {
        reserve(text.length());
        for (int at = 0; at < text.length(); at++) {
            bytes[used++] = (byte) text.charAt(at);
        }
    }

    /** Puts 32 bits where there are bytes already. */
    public void putInt(int at, int value) {
        INT.set(bytes, at, value);
    }

    /** Puts 16 bits where there are bytes already. */
    public void putShort(int at, int value) {
        SHORT.set(bytes, at, (short) value);
    }

    private void reserve(int more) {
        if (used + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, used + more));
        }
    }

    static short shortAt(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at);
    }

    static int intAt(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    static long longAt(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }
}
