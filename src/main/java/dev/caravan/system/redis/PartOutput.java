package dev.caravan.system.redis;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Writes a part's file in blocks, and digests what it writes. Numbers are big-endian. Used by one thread. */
final class PartOutput implements Closeable {
    private final OutputStream file;
    private final Digest digest;
    private final ByteBuffer block = ByteBuffer.allocate(1 << 16);

    PartOutput(OutputStream file, Digest digest) {
        this.file = file;
        this.digest = digest;
    }

    /** Is shown all that is written, in pieces that depend on what is put alone. */
    @FunctionalInterface
    interface Digest {
        void update(byte[] bytes, int offset, int length);
    }

    void putByte(int value) throws IOException {
        room(1).put((byte) value);
    }

    void putInt(int value) throws IOException {
        room(Integer.BYTES).putInt(value);
    }

    void putLong(long value) throws IOException {
        room(Long.BYTES).putLong(value);
    }

    void put(byte[] bytes, int offset, int length) throws IOException {
        if (length <= block.capacity()) {
            room(length).put(bytes, offset, length);
            return;
        }
        flush();
        write(bytes, offset, length);
    }

    void flush() throws IOException {
        write(block.array(), 0, block.position());
        block.clear();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private ByteBuffer room(int bytes) throws IOException {
        if (block.remaining() < bytes) {
            flush();
        }
        return block;
    }

    private void write(byte[] bytes, int offset, int length) throws IOException {
        digest.update(bytes, offset, length);
        file.write(bytes, offset, length);
    }
}
