package dev.caravan.system.sqlite;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Text as a database keeps it, looked at strictly: nothing is replaced. */
final class Utf8 {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGHS = 0x8080808080808080L;

    private Utf8() {}

    /** True for well-formed UTF-8: no overlong forms, no surrogates. */
    static boolean isValid(byte[] bytes) {
        return isValid(bytes, 0, bytes.length);
    }

    /** The same for some of the bytes. */
    static boolean isValid(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end) {
            if (bytes[at] >= 0) {
                at = behindAscii(bytes, at, end);
                continue;
            }
            int length = sequence(bytes, at, end);
            if (length == 0) {
                return false;
            }
            at += length;
        }
        return true;
    }

    private static int behindAscii(byte[] bytes, int from, int end) {
        int at = from;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            long highs = (long) LONG.get(bytes, at) & HIGHS;
            if (highs != 0) {
                return at + (Long.numberOfTrailingZeros(highs) >>> 3);
            }
        }
        while (at < end && bytes[at] >= 0) {
            at++;
        }
        return at;
    }

    /** How many bytes the character at a byte that is not ASCII has; 0 when it is none. */
    private static int sequence(byte[] bytes, int at, int end) {
        int lead = bytes[at];
        if (lead >= (byte) 0xc2 && lead < (byte) 0xe0) {
            return at + 1 < end && isRest(bytes[at + 1]) ? 2 : 0;
        }
        if (lead >= (byte) 0xe0 && lead < (byte) 0xf0) {
            return at + 2 < end && isRest(bytes[at + 1]) && isRest(bytes[at + 2]) && isOfThree(lead, bytes[at + 1])
                    ? 3
                    : 0;
        }
        boolean four = lead >= (byte) 0xf0 && lead < (byte) 0xf5 && at + 3 < end && isOfFour(lead, bytes[at + 1]);
        return four && isRest(bytes[at + 1]) && isRest(bytes[at + 2]) && isRest(bytes[at + 3]) ? 4 : 0;
    }

    private static boolean isRest(byte part) {
        return part < (byte) 0xc0;
    }

    /** Not shorter in fewer bytes, and no half of a pair. */
    private static boolean isOfThree(int lead, byte second) {
        return lead == (byte) 0xe0 ? second >= (byte) 0xa0 : lead != (byte) 0xed || second < (byte) 0xa0;
    }

    /** Not shorter in fewer bytes, and not beyond the last character. */
    private static boolean isOfFour(int lead, byte second) {
        return lead == (byte) 0xf0 ? second >= (byte) 0x90 : lead != (byte) 0xf4 || second < (byte) 0x90;
    }

    /** The same text in UTF-8, or null when the bytes are not well-formed in their own encoding. */
    static byte[] from(byte[] bytes, Charset encoding) {
        try {
            return encoding.newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
