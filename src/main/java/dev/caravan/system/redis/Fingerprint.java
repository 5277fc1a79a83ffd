package dev.caravan.system.redis;

import java.util.HexFormat;
import net.openhft.hashing.LongTupleHashFunction;

/**
 * 128 bits that tell whether a copy is the one that it was, as fast as it is written: they defend against chance alone, which is
 * enough for files that nobody else can write. Equal bytes in equal pieces give equal bits. Used by one thread.
 */
final class Fingerprint {
    private final long[] hash = new long[2];
    private final byte[] chained = new byte[3 * Long.BYTES];

    void update(byte[] bytes, int offset, int length) {
        long[] piece = LongTupleHashFunction.xx128(hash[0]).hashBytes(bytes, offset, length);
        put(0, hash[1]);
        put(1, piece[0]);
        put(2, piece[1]);
        LongTupleHashFunction.xx128().hashBytes(chained, hash);
    }

    String text() {
        HexFormat hex = HexFormat.of();
        return "xx128:" + hex.toHexDigits(hash[1]) + hex.toHexDigits(hash[0]);
    }

    private void put(int number, long value) {
        for (int at = 0; at < Long.BYTES; at++) {
            chained[number * Long.BYTES + at] = (byte) (value >>> 8 * at);
        }
    }
}
