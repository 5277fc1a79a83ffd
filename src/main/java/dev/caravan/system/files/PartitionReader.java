package dev.caravan.system.files;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** One file, open at one position, read chunk by chunk. Used by one thread at a time. */
final class PartitionReader implements AutoCloseable {
    private static final int MAGIC_LENGTH = 2;
    private static final int EXPECTED_BYTES = 1 << 16;

    private final SourceFile file;
    private final InputStream in;
    private final RecordFramer framer;
    private int lastBytes = EXPECTED_BYTES;

    private PartitionReader(SourceFile file, InputStream in, RecordFramer framer) {
        this.file = file;
        this.in = in;
        this.framer = framer;
    }

    /** Opens {@code file} at a position; finds by its first bytes whether it is packed. */
    static PartitionReader open(SourceFile file, FilePosition from, Limits limits) throws IOException {
        InputStream in = gzipped(file) ? unpacked(file, from.offset()) : file.open(from.offset());
        boolean namedLines = from.framing() == Framing.START && namedLines(file.id());
        Framing framing = namedLines ? Framing.LINES : from.framing();
        return new PartitionReader(file, in, new RecordFramer(new Window(in, from.offset(), limits), framing, limits));
    }

    /** Where the next read goes on. */
    FilePosition position() {
        return framer.position();
    }

    /** About how many bytes the next chunk will have: a little more than the last one, or it would have to grow. */
    int expectedBytes() {
        return lastBytes + lastBytes / 8;
    }

    /**
     * Fills {@code batch}.
     *
     * @throws CaravanException SOURCE_CHANGED when what was read may not be what the file was
     */
    Chunk read(Batch batch) throws IOException {
        framer.read(batch);
        file.requireUnchanged(position().framing() == Framing.END);
        lastBytes = batch.bytes();
        return batch.chunk(position());
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static boolean gzipped(SourceFile file) throws IOException {
        try (InputStream in = file.open(0)) {
            byte[] magic = in.readNBytes(MAGIC_LENGTH);
            return magic.length == MAGIC_LENGTH && magic[0] == 0x1F && magic[1] == (byte) 0x8B;
        }
    }

    private static InputStream unpacked(SourceFile file, long offset) throws IOException {
        InputStream in = new GzipStream(file.open(0), file.gzipDamage());
        boolean skipped = false;
        try {
            skipped = skip(in, offset);
        } finally {
            if (!skipped) {
                in.close();
            }
        }
        if (!skipped) {
            throw file.shorterThan(offset);
        }
        return in;
    }

    private static boolean skip(InputStream in, long length) throws IOException {
        byte[] skipped = new byte[EXPECTED_BYTES];
        long left = length;
        while (left > 0) {
            int read = in.read(skipped, 0, (int) Math.min(left, skipped.length));
            if (read < 0) {
                return false;
            }
            left -= read;
        }
        return true;
    }

    private static boolean namedLines(String id) {
        String name = id.toLowerCase(Locale.ROOT);
        String plain = name.endsWith(".gz") ? name.substring(0, name.length() - ".gz".length()) : name;
        return plain.endsWith(".ndjson") || plain.endsWith(".jsonl");
    }
}
