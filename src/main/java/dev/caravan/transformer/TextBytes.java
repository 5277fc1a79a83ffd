package dev.caravan.transformer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds the bytes of a JSON text that need a closer look, eight at a time. */
final class TextBytes {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private TextBytes() {}

    /** The first byte from {@code from} on that is a quote, a backslash, a control character or not ASCII; else the limit. */
    static int plain(byte[] bytes, int from, int limit) {
        int at = from;
        while (at + Long.BYTES <= limit) {
            long marks = marks((long) WORDS.get(bytes, at));
            if (marks != 0) {
                return at + (Long.numberOfTrailingZeros(marks) >>> 3);
            }
            at += Long.BYTES;
        }
        while (at < limit && bytes[at] >= 0x20 && bytes[at] != '"' && bytes[at] != '\\') {
            at++;
        }
        return at;
    }

    /** The high bit of each byte that needs a look, at least up to the first one; later ones may be marked in error. */
    private static long marks(long word) {
        long quotes = word ^ ONES * '"';
        long backslashes = word ^ ONES * '\\';
        return (quotes - ONES | backslashes - ONES | word - ONES * 0x20 | word) & HIGHS;
    }
}
