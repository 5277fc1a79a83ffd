package dev.caravan.system.redis;

import dev.caravan.model.Chunk;
import dev.caravan.model.Fate;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowBuffers;
import dev.caravan.model.RowRecords;
import dev.caravan.system.redis.RowFile.Fortune;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads one part of a copy; a position is a byte of its file. Used by one thread at a time. */
final class CopyReader implements AutoCloseable {
    /** A chunk ends early once its values have so many bytes. */
    private static final int CHUNK_BYTES = 8 << 20;

    private final Partition partition;
    private final RowShape shape;
    private final RowBuffers buffers;
    private final PartInput in;

    CopyReader(Path path, Partition partition, RowShape shape, RowBuffers buffers) throws IOException {
        this.partition = partition;
        this.shape = shape;
        this.buffers = buffers;
        this.in = new PartInput(path);
    }

    Chunk read(Position from, int most) throws IOException {
        long start = from.token().isEmpty() ? 0 : Long.parseLong(from.token());
        if (in.at() != start) {
            in.seek(start);
        }
        int expected = (int) Math.min(most, Math.max(1, partition.records()));
        RowBuffer rows = buffers.take(shape.columns(), expected, bytesOf(expected));
        List<Fortune> fortunes = new ArrayList<>();
        while (rows.rows() < most && in.at() < in.size() && in.at() - start < CHUNK_BYTES) {
            fortunes.add(RowFile.read(in, rows));
        }
        RowRecords records = new RowRecords(partition.table(), rows, shape.key(), from.ordinal());
        Position to = new Position(from.ordinal() + rows.rows(), String.valueOf(in.at()));
        Chunk chunk = new Chunk(partition, from, to, in.at() >= in.size(), records);
        for (int record = 0; record < fortunes.size(); record++) {
            settle(chunk, record, fortunes.get(record));
        }
        return chunk;
    }

    /** About how many bytes so many rows of the file have. */
    private int bytesOf(int rows) {
        return (int) Math.min(CHUNK_BYTES, in.size() * rows / Math.max(1, partition.records()));
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
            in.close();
        } catch (IOException e) {
            // It was only read
        }
    }
}
