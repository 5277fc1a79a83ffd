package dev.caravan.transformer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Bytes that grow, used again for the next value. Not safe for use by several threads. */
final class ByteText {
    private byte[] bytes = new byte[256];
    private int length;

    /** The bytes so far; valid until the next one is added. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    void add(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
    }

    void add(byte[] source, int from, int to) {
        reserve(to - from);
        System.arraycopy(source, from, bytes, length, to - from);
        length += to - from;
    }

    void add(String text) {
        byte[] encoded = text.getBytes(UTF_8);
        add(encoded, 0, encoded.length);
    }

    /** Adds a code point as UTF-8; half a surrogate pair becomes three bytes that are not UTF-8. */
    void addCodePoint(int point) {
        if (point < 0x80) {
            add(point);
            return;
        }
        if (point < 0x800) {
            add(0xC0 | point >> 6);
        } else if (point < 0x10000) {
            add(0xE0 | point >> 12);
            add(0x80 | point >> 6 & 0x3F);
        } else {
            add(0xF0 | point >> 18);
            add(0x80 | point >> 12 & 0x3F);
            add(0x80 | point >> 6 & 0x3F);
        }
        add(0x80 | point & 0x3F);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, UTF_8);
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
