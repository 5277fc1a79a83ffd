package dev.caravan.system.files;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at eight bytes at a time, packed into a {@code long} with the first byte lowest. */
final class ByteWords {
    /** The highest bit of every byte: set where a byte is not ASCII. */
    static final long HIGH_BITS = 0x8080808080808080L;

    private static final long ONES = 0x0101010101010101L;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private ByteWords() {}

    /** The eight bytes from {@code at} on. */
    static long word(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    /** Three bytes as one number, the first highest. */
    static int three(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 16 | (bytes[at + 1] & 0xFF) << 8 | bytes[at + 2] & 0xFF;
    }

    /** A word of eight equal ASCII bytes. */
    static long repeated(char ascii) {
        return ONES * ascii;
    }

    /**
     * Marks, by its highest bit, the first byte of {@code word} that equals the repeated one. Marks above the first one mean
     * nothing.
     */
    static long matches(long word, long repeated) {
        long differences = word ^ repeated;
        return (differences - ONES) & ~differences & HIGH_BITS;
    }

    /** The index, from 0, of the first byte marked. */
    static int first(long marks) {
        return Long.numberOfTrailingZeros(marks) >>> 3;
    }
}
