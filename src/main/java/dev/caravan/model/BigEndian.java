package dev.caravan.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers as files and protocols hold them: the highest byte first. Beyond the array is an IndexOutOfBoundsException. */
public final class BigEndian {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private BigEndian() {}

    /** The two bytes from {@code at} on. */
    public static short shortAt(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at);
    }

    /** The four bytes from {@code at} on. */
    public static int intAt(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    /** The eight bytes from {@code at} on. */
    public static long longAt(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }
}
