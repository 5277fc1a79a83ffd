package dev.caravan.system.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Inflater;

/** The compressed side of a {@link GzipStream}: its headers, trailers and what lies between. */
final class GzipInput {
    private static final int MAGIC = 0x8B1F;
    private static final int DEFLATE = 8;
    private static final int HEADER_SUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xE0;

    private final InputStream in;
    private final byte[] bytes = new byte[1 << 16];
    private int position;
    private int limit;

    GzipInput(InputStream in) {
        this.in = in;
    }

    /** True when nothing but zero bytes, which some tapes and tools add, is left. */
    boolean atEnd() throws IOException {
        while (position < limit || fill()) {
            if (bytes[position] != 0) {
                return false;
            }
            position++;
        }
        return true;
    }

    /**
     * Reads over a member's header; false when it is none.
     *
     * @throws EOFException when it is cut off
     */
    boolean skipHeader() throws IOException {
        if (number(2) != MAGIC || next() != DEFLATE) {
            return false;
        }
        int flags = next();
        number(6);
        skip((flags & EXTRA) != 0 ? (int) number(2) : 0);
        skipText((flags & NAME) != 0);
        skipText((flags & COMMENT) != 0);
        skip((flags & HEADER_SUM) != 0 ? 2 : 0);
        return (flags & RESERVED) == 0;
    }

    /**
     * Gives the next piece to {@code inflater}.
     *
     * @throws EOFException when there is none
     */
    void feed(Inflater inflater) throws IOException {
        if (position == limit && !fill()) {
            throw new EOFException();
        }
        inflater.setInput(bytes, position, limit - position);
        position = limit;
    }

    /** Takes back what a finished inflater did not need. */
    void takeBack(Inflater inflater) {
        position = limit - inflater.getRemaining();
    }

    /** The next bytes as a number, the lowest first. */
    long number(int length) throws IOException {
        long number = 0;
        for (int index = 0; index < length; index++) {
            number |= (long) next() << Byte.SIZE * index;
        }
        return number;
    }

    void close() throws IOException {
        in.close();
    }

    private void skip(int length) throws IOException {
        for (int index = 0; index < length; index++) {
            next();
        }
    }

    private void skipText(boolean there) throws IOException {
        while (there && next() != 0) {
            // up to the zero byte
        }
    }

    private int next() throws IOException {
        if (position == limit && !fill()) {
            throw new EOFException();
        }
        return bytes[position++] & 0xFF;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(bytes, 0, bytes.length));
        return limit > 0;
    }
}
