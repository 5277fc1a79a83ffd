package dev.caravan.system.sqlite;

/** A whole number of one to nine bytes, as SQLite writes it: seven bits each, the highest first, eight in a ninth. */
final class Varint {
    private static final int MOST_BEFORE_LAST = 8;

    private long value;

    /** Reads one; answers where it ends. */
    int read(byte[] bytes, int start) {
        int at = start;
        byte part = bytes[at++];
        long read = part & 0x7f;
        while (part < 0 && at - start < MOST_BEFORE_LAST) {
            part = bytes[at++];
            read = read << 7 | part & 0x7f;
        }
        value = part < 0 ? read << Byte.SIZE | bytes[at++] & 0xff : read;
        return at;
    }

    /** The number that was read last. */
    long value() {
        return value;
    }
}
