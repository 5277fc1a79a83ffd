package dev.caravan.system.redis;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.openhft.hashing.LongHashFunction;

/**
 * One key that was found, as bytes that sort it: hash and parts of its record, then which pattern it is of, then the key. The
 * hash decides the partition too, so that a key is always in the same one.
 */
final class KeyEntry {
    /** How many partitions there are, whatever the server holds: keys that come or go move no other. */
    static final int PARTITIONS = 8;

    private static final int SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(PARTITIONS);

    private KeyEntry() {}

    /** The entry of a key. */
    static byte[] of(List<byte[]> identity, int pattern, byte[] key) {
        int length = 0;
        for (byte[] part : identity) {
            length += Integer.BYTES + part.length;
        }
        ByteBuffer entry = ByteBuffer.allocate(Long.BYTES + Integer.BYTES + length + 1 + key.length);
        entry.putLong(0).putInt(length);
        for (byte[] part : identity) {
            entry.putInt(part.length).put(part);
        }
        entry.put((byte) pattern).put(key);
        long hash = LongHashFunction.xx3().hashBytes(entry.array(), Long.BYTES, Integer.BYTES + length);
        return entry.putLong(0, hash).array();
    }

    static int partition(byte[] entry) {
        return (int) (ByteBuffer.wrap(entry).getLong() >>> SHIFT);
    }

    /** True when both are of one record. */
    static boolean sameRecord(byte[] one, byte[] other) {
        int end = identityEnd(one);
        return end == identityEnd(other) && Arrays.equals(one, 0, end, other, 0, end);
    }

    static int pattern(byte[] entry) {
        return entry[identityEnd(entry)];
    }

    static byte[] key(byte[] entry) {
        return Arrays.copyOfRange(entry, identityEnd(entry) + 1, entry.length);
    }

    private static int identityEnd(byte[] entry) {
        return Long.BYTES + Integer.BYTES + ByteBuffer.wrap(entry).getInt(Long.BYTES);
    }
}
