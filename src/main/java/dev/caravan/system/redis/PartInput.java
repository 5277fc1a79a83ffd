package dev.caravan.system.redis;

import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads what {@link PartOutput} wrote. Used by one thread. */
final class PartInput implements Closeable {
    private final FileChannel file;
    private final ByteBuffer block = ByteBuffer.allocate(1 << 16).limit(0);
    private final long size;
    private long read;

    PartInput(Path path) throws IOException {
        this.file = FileChannel.open(path, StandardOpenOption.READ);
        this.size = file.size();
    }

    /** How many bytes the file has. */
    long size() {
        return size;
    }

    /** Of which byte the next one is. */
    long at() {
        return read - block.remaining();
    }

    void seek(long at) throws IOException {
        file.position(at);
        read = at;
        block.limit(0);
    }

    byte takeByte() throws IOException {
        return there(1).get();
    }

    int takeInt() throws IOException {
        return there(Integer.BYTES).getInt();
    }

    long takeLong() throws IOException {
        return there(Long.BYTES).getLong();
    }

    byte[] take(int length) throws IOException {
        byte[] bytes = new byte[length];
        for (int done = 0; done < length; ) {
            int some = Math.min(length - done, block.capacity());
            there(some).get(bytes, done, some);
            done += some;
        }
        return bytes;
    }

    /** Adds a cell with the next {@code length} bytes. */
    void takeCell(int length, CellType type, RowBuffer into) throws IOException {
        if (length > block.capacity()) {
            into.addBytes(type, take(length));
            return;
        }
        there(length);
        into.addBytes(type, block.array(), block.position(), length);
        block.position(block.position() + length);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private ByteBuffer there(int bytes) throws IOException {
        while (block.remaining() < bytes) {
            block.compact();
            int more = file.read(block);
            block.flip();
            if (more < 0) {
                throw new EOFException("the file ends in the middle of a record");
            }
            read += more;
        }
        return block;
    }
}
