package dev.caravan.system.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.Chunk;
import dev.caravan.model.JsonRecords;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.model.Reject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What a framer makes of some bytes, chunk by chunk: each record as its text, or as its reject's code and byte. */
final class Framed {
    static final Partition FILE = new Partition("file", "file", "", -1, -1);

    final List<String> records = new ArrayList<>();
    final List<Reject> rejects = new ArrayList<>();
    final List<Long> ends = new ArrayList<>();
    final List<Position> borders = new ArrayList<>();

    static Framed of(String json) throws IOException {
        return of(json.getBytes(UTF_8));
    }

    static Framed of(byte[] bytes) throws IOException {
        return of(bytes, Framing.START, Limits.DEFAULT);
    }

    static Framed lines(byte[] bytes) throws IOException {
        return of(bytes, Framing.LINES, Limits.DEFAULT);
    }

    static Framed of(byte[] bytes, Framing framing, Limits limits) throws IOException {
        return of(new ByteArrayInputStream(bytes), new FilePosition(framing, 0), Position.START, limits, 1000);
    }

    static Framed of(InputStream in, FilePosition at, Position from, Limits limits, int most) throws IOException {
        Framed framed = new Framed();
        RecordFramer framer = new RecordFramer(new Window(in, at.offset(), limits), at.framing(), limits);
        Position next = from;
        Chunk chunk;
        do {
            Batch batch = new Batch(FILE, next, most, limits.chunkBytes(), 0);
            framer.read(batch);
            chunk = batch.chunk(framer.position());
            framed.add(chunk);
            next = chunk.to();
        } while (!chunk.last());
        return framed;
    }

    /** A stream that gives its bytes in pieces of random lengths. */
    static InputStream inPieces(byte[] bytes, Random random) {
        return new InputStream() {
            private int at;

            @Override
            public int read() {
                return at == bytes.length ? -1 : bytes[at++] & 0xFF;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                if (at == bytes.length) {
                    return -1;
                }
                int read = Math.min(Math.min(length, bytes.length - at), 1 + random.nextInt(20));
                System.arraycopy(bytes, at, target, offset, read);
                at += read;
                return read;
            }
        };
    }

    void add(Chunk chunk) {
        JsonRecords read = (JsonRecords) chunk.records();
        for (int index = 0; index < read.count(); index++) {
            ends.add(read.fileOffset(index) + read.length(index));
            records.add(
                    chunk.pending(index)
                            ? new String(read.bytes(), read.offset(index), read.length(index), UTF_8)
                            : code(chunk, read, index));
        }
        rejects.addAll(chunk.rejects());
        borders.add(chunk.to());
    }

    private static String code(Chunk chunk, JsonRecords read, int index) {
        Reject reject = chunk.rejects().stream()
                .filter(candidate -> candidate.ordinal() == read.ordinal(index))
                .findFirst()
                .orElseThrow();
        return reject.code() + "@" + read.fileOffset(index);
    }
}
