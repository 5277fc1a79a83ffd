package dev.caravan.system.redis;

import dev.caravan.model.Chunk;
import dev.caravan.model.Fate;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import dev.caravan.system.redis.RowFile.Fortune;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Reads one part of a copy; a position is a byte of its file. Used by one thread at a time. */
final class CopyReader implements AutoCloseable {
    /** A chunk ends early once its values have so many bytes. */
    private static final int CHUNK_BYTES = 8 << 20;

    private final FileChannel file;
    private final Partition partition;
    private final RowShape shape;
    private final long size;
    private Counted bytes;
    private DataInputStream in;

    CopyReader(Path path, Partition partition, RowShape shape) throws IOException {
        this.file = FileChannel.open(path, StandardOpenOption.READ);
        this.partition = partition;
        this.shape = shape;
        this.size = file.size();
    }

    Chunk read(Position from, int most) throws IOException {
        long start = from.token().isEmpty() ? 0 : Long.parseLong(from.token());
        if (in == null || bytes.at != start) {
            file.position(start);
            bytes = new Counted(new BufferedInputStream(Channels.newInputStream(file), 1 << 16), start);
            in = new DataInputStream(bytes);
        }
        RowBuffer rows = new RowBuffer(shape.columns(), Math.min(most, 8192), 1 << 16);
        List<Fortune> fortunes = new ArrayList<>();
        while (rows.rows() < most && bytes.at < size && bytes.at - start < CHUNK_BYTES) {
            fortunes.add(RowFile.read(in, rows));
        }
        RowRecords records = new RowRecords(partition.table(), rows, shape.key(), from.ordinal());
        Position to = new Position(from.ordinal() + rows.rows(), String.valueOf(bytes.at));
        Chunk chunk = new Chunk(partition, from, to, bytes.at >= size, records);
        for (int record = 0; record < fortunes.size(); record++) {
            settle(chunk, record, fortunes.get(record));
        }
        return chunk;
    }

    private static void settle(Chunk chunk, int record, Fortune fortune) {
        if (fortune.gone()) {
            chunk.settle(record, Fate.FILTERED);
        } else if (!fortune.code().isEmpty()) {
            chunk.reject(record, fortune.code(), "export", fortune.reason());
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            // It was only read
        }
    }

    /** Counts the bytes that were taken. */
    private static final class Counted extends FilterInputStream {
        private long at;

        Counted(InputStream in, long at) {
            super(in);
            this.at = at;
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            at += one < 0 ? 0 : 1;
            return one;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            at += Math.max(0, read);
            return read;
        }
    }
}
