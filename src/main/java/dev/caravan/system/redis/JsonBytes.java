package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * Writes JSON of texts that are UTF-8 already, byte by byte and as a general writer would. A copy of 100,000 keys is over before
 * the compiler has taken such a general writer apart, which cost it more than the writing. Used by one thread.
 */
final class JsonBytes {
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(US_ASCII);

    private byte[] bytes = new byte[512];
    private int size;
    private boolean comma;

    /** How many bytes there are so far. */
    int size() {
        return size;
    }

    /** Empties it, for another text. */
    JsonBytes clear() {
        size = 0;
        comma = false;
        return this;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** Begins an object or an array. */
    JsonBytes begin(char bracket) {
        part(1);
        bytes[size++] = (byte) bracket;
        comma = false;
        return this;
    }

    /** Ends it. */
    JsonBytes end(char bracket) {
        room(1);
        bytes[size++] = (byte) bracket;
        comma = true;
        return this;
    }

    /** The name of what comes next. */
    JsonBytes name(byte[] name) {
        return text(name).named();
    }

    /** Makes the text that was written last the name of what comes next. */
    JsonBytes named() {
        room(1);
        bytes[size++] = ':';
        comma = false;
        return this;
    }

    JsonBytes name(String ascii) {
        return name(ascii.getBytes(US_ASCII));
    }

    JsonBytes text(byte[] text) {
        return text(text, 0, text.length);
    }

    /** The text between two places of some bytes. */
    JsonBytes text(byte[] text, int start, int end) {
        part(end - start + 2);
        bytes[size++] = '"';
        for (int from = start; from < end; ) {
            int plain = from;
            while (plain < end && isPlain(text[plain])) {
                plain++;
            }
            room(plain - from + 8);
            System.arraycopy(text, from, bytes, size, plain - from);
            size += plain - from;
            if (plain < end) {
                escape(text[plain]);
            }
            from = plain + 1;
        }
        room(1);
        bytes[size++] = '"';
        return this;
    }

    JsonBytes text(String ascii) {
        return text(ascii.getBytes(US_ASCII));
    }

    JsonBytes number(String digits) {
        part(digits.length());
        for (int at = 0; at < digits.length(); at++) {
            bytes[size++] = (byte) digits.charAt(at);
        }
        return this;
    }

    private static boolean isPlain(byte one) {
        return (one >= ' ' || one < 0) && one != '"' && one != '\\';
    }

    private void escape(byte one) {
        bytes[size++] = '\\';
        int letter = "\b\t\n\f\r\"\\".indexOf(one);
        if (letter >= 0) {
            bytes[size++] = (byte) "btnfr\"\\".charAt(letter);
            return;
        }
        bytes[size++] = 'u';
        bytes[size++] = '0';
        bytes[size++] = '0';
        bytes[size++] = HEX[one >> 4];
        bytes[size++] = HEX[one & 15];
    }

    /** Parts it from what is in front. */
    private void part(int length) {
        room(length + 1);
        if (comma) {
            bytes[size++] = ',';
        }
        comma = true;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.addExact(size, more) + size / 2);
        }
    }
}
