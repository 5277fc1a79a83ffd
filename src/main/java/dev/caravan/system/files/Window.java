package dev.caravan.system.files;

import java.io.IOException;
import java.io.InputStream;

/**
 * A piece of a stream in one array. It moves on as the stream is read and grows only while a record is kept whole, so its
 * owner decides how large it gets.
 */
final class Window {
    private static final int NOTHING = -1;

    private final InputStream in;
    private final int size;
    private final int mostKept;
    private byte[] bytes;
    private long base;
    private int position;
    private int limit;
    private int kept = NOTHING;
    private boolean ended;
    private DamagedGzipException damage;

    /**
     * Nothing is read yet.
     *
     * @param offset where {@code in} stands in the (uncompressed) file
     */
    Window(InputStream in, long offset, Limits limits) {
        this.in = in;
        this.base = offset;
        this.size = limits.windowBytes();
        this.mostKept = limits.recordBytes();
        this.bytes = new byte[size];
    }

    /** The array; another one after {@link #fill}. Valid between {@link #position} and {@link #limit}. */
    byte[] bytes() {
        return bytes;
    }

    int position() {
        return position;
    }

    int limit() {
        return limit;
    }

    /** The position as an offset in the file. */
    long offset() {
        return base + position;
    }

    void moveTo(int newPosition) {
        position = newPosition;
    }

    /** The byte at the position, 0 to 255, or -1 at the end of the stream. */
    int peek() throws IOException {
        return position < limit || fill() ? bytes[position] & 0xFF : -1;
    }

    void advance() {
        position++;
    }

    boolean atLimit() {
        return position == limit;
    }

    /** Moves to the next byte that is not blank and answers it, or -1 at the end of the stream. */
    int skipBlanks() throws IOException {
        int next = peek();
        while (next != -1 && blank((byte) next)) {
            position++;
            next = peek();
        }
        return next;
    }

    /** Moves over blanks and one line feed; answers false, at the first other byte or the end, when there is none. */
    boolean skipLineEnd() throws IOException {
        int next = peek();
        while (next == ' ' || next == '\r' || next == '\t') {
            position++;
            next = peek();
        }
        position += next == '\n' ? 1 : 0;
        return next == '\n';
    }

    /** At the beginning of the file, moves over the mark that some editors put there. */
    void skipByteOrderMark() throws IOException {
        if (offset() != 0) {
            return;
        }
        keep();
        while (limit - position < 3 && fill()) {
            // three bytes are wanted, a read may give one
        }
        letGo();
        if (limit - position >= 3 && (ByteWords.three(bytes, position) == 0xEFBBBF)) {
            position += 3;
        }
    }

    /** From here on nothing is dropped. */
    void keep() {
        kept = position;
    }

    /** Where the kept bytes begin in {@link #bytes}; only while {@link #keeping}. */
    int keptFrom() {
        return kept;
    }

    boolean keeping() {
        return kept != NOTHING;
    }

    /** Takes the blanks at both ends, the end being {@code end}, off what is kept; answers the new end. */
    int trimKept(int end) {
        int newEnd = end;
        while (newEnd > kept && blank(bytes[newEnd - 1])) {
            newEnd--;
        }
        while (kept < newEnd && blank(bytes[kept])) {
            kept++;
        }
        return newEnd;
    }

    /** Keeps no longer. */
    void letGo() {
        kept = NOTHING;
    }

    /**
     * Reads more behind the limit, and keeps no longer once too much is kept.
     *
     * @return false at the end of the stream or where it is damaged
     */
    boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        if (keeping() && limit - kept > mostKept) {
            letGo();
        }
        makeRoom(keeping() ? kept : position);
        int read = readSome();
        ended = read < 0;
        limit += Math.max(read, 0);
        return !ended;
    }

    /** Why the stream ended too early, or null. */
    DamagedGzipException damage() {
        return damage;
    }

    private static boolean blank(byte one) {
        return one == ' ' || one == '\n' || one == '\r' || one == '\t';
    }

    private int readSome() throws IOException {
        try {
            return in.read(bytes, limit, bytes.length - limit);
        } catch (DamagedGzipException e) {
            damage = e;
            return -1;
        }
    }

    /** Drops what lies before {@code from}; the array shrinks again once a long record is through. */
    private void makeRoom(int from) {
        int left = limit - from;
        int wanted = left < size ? size : left < bytes.length ? bytes.length : Math.min(2 * left, mostKept + size);
        byte[] roomy = wanted == bytes.length ? bytes : new byte[wanted];
        System.arraycopy(bytes, from, roomy, 0, left);
        bytes = roomy;
        base += from;
        position -= from;
        limit = left;
        kept = keeping() ? 0 : NOTHING;
    }
}
