package dev.caravan.system.postgresql.type;

/** Reads a short literal from its bytes, piece by piece. Used again for the next one; one a thread. */
final class AsciiCursor {
    private byte[] bytes;
    private int at;
    private int end;

    void reset(byte[] source, int start, int length) {
        bytes = source;
        at = start;
        end = start + length;
    }

    /** Another one that stands where this one does. */
    AsciiCursor copy() {
        AsciiCursor other = new AsciiCursor();
        other.reset(bytes, at, end - at);
        return other;
    }

    boolean atEnd() {
        return at == end;
    }

    /** The next byte, or -1. */
    int peek() {
        return at < end ? bytes[at] & 0xff : -1;
    }

    boolean take(char expected) {
        if (peek() != expected) {
            return false;
        }
        at++;
        return true;
    }

    /** True when all that is left is this word, case ignored; takes it. */
    boolean takeRest(String word) {
        if (end - at != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if ((bytes[at + i] | 0x20) != (word.charAt(i) | 0x20)) {
                return false;
            }
        }
        at = end;
        return true;
    }

    /** A number of {@code least} to {@code most} digits, or -1; {@code most} is at most 18. */
    long digits(int least, int most) {
        int start = at;
        long value = 0;
        while (at < end && at - start < most && bytes[at] >= '0' && bytes[at] <= '9') {
            value = value * 10 + bytes[at++] - '0';
        }
        return at - start < least ? -1 : value;
    }

    /** How many digits stand here. */
    int countDigits() {
        int count = 0;
        while (at + count < end && bytes[at + count] >= '0' && bytes[at + count] <= '9') {
            count++;
        }
        return count;
    }
}
