package dev.caravan.system.redis;

import java.io.IOException;
import java.util.Arrays;

/** The keys of a copy, as {@code keys.dump} has them: ordered by their bytes, each with what DUMP gave. */
final class DumpFile {
    static final String NAME = "keys.dump";

    private static final KeyType[] TYPES = KeyType.values();
    private static final int DIGEST_BYTES = 32;

    private DumpFile() {}

    /**
     * One key.
     *
     * @param expiresAt as {@link KeyValue#expiresAt}
     * @param dump for RESTORE; it ends with the server's own checksum
     * @param digest of name, type, value and expiry; the same on every server that holds the same
     */
    record Entry(byte[] key, KeyType type, long expiresAt, byte[] dump, byte[] digest) {
        /** True when it goes by itself. */
        boolean expires() {
            return expiresAt >= 0;
        }

        boolean holdsTheSame(Entry other) {
            return type == other.type
                    && expiresAt == other.expiresAt
                    && Arrays.equals(key, other.key)
                    && Arrays.equals(digest, other.digest);
        }
    }

    static void write(PartOutput out, Entry entry) throws IOException {
        out.putInt(entry.key().length);
        out.put(entry.key(), 0, entry.key().length);
        out.putByte(entry.type().ordinal());
        out.putLong(entry.expiresAt());
        out.put(entry.digest(), 0, DIGEST_BYTES);
        out.putInt(entry.dump().length);
        out.put(entry.dump(), 0, entry.dump().length);
    }

    /** The next key; null at the end. */
    static Entry read(PartInput in) throws IOException {
        if (in.at() == in.size()) {
            return null;
        }
        byte[] key = take(in);
        int type = in.takeByte();
        if (type < 0 || type >= TYPES.length) {
            throw new IOException("there is no type " + type);
        }
        long expiresAt = in.takeLong();
        if (expiresAt < KeyValue.NEVER) {
            throw new IOException("there is no moment " + expiresAt);
        }
        byte[] digest = in.take(DIGEST_BYTES);
        return new Entry(key, TYPES[type], expiresAt, take(in), digest);
    }

    private static byte[] take(PartInput in) throws IOException {
        int length = in.takeInt();
        if (length < 0 || length > in.size() - in.at()) {
            throw new IOException("a length is wrong at byte " + in.at());
        }
        return in.take(length);
    }
}
