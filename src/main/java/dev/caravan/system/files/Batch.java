package dev.caravan.system.files;

import dev.caravan.model.Chunk;
import dev.caravan.model.JsonRecords;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.model.RejectCode;
import java.util.ArrayList;
import java.util.List;

/** The records of a chunk while they are read. */
final class Batch {
    private static final byte[] NOTHING = {};

    private final Partition partition;
    private final Position from;
    private final JsonRecords records;
    private final int most;
    private final int mostBytes;
    private final List<Refusal> refusals = new ArrayList<>();

    private record Refusal(int record, RejectCode code, String reason) {}

    /** Empty; full at {@code most} records or once it has {@code mostBytes} bytes. */
    Batch(Partition partition, Position from, int most, int mostBytes, int expectedBytes) {
        this.partition = partition;
        this.from = from;
        this.most = most;
        this.mostBytes = mostBytes;
        this.records = new JsonRecords(partition.id(), from.ordinal(), expectedBytes);
    }

    boolean full() {
        return records.count() >= most || records.size() >= mostBytes;
    }

    /** The number that the next record will have in its partition. */
    long nextOrdinal() {
        return from.ordinal() + records.count();
    }

    int bytes() {
        return records.size();
    }

    void add(byte[] bytes, int begin, int end, long place) {
        records.add(bytes, begin, end - begin, place);
    }

    /** Adds a record that is rejected; nothing of it is kept. */
    void reject(long place, RejectCode code, String reason) {
        refusals.add(new Refusal(records.count(), code, reason));
        records.add(NOTHING, 0, 0, place);
    }

    /** All of it as a chunk that ends at {@code position}. */
    Chunk chunk(FilePosition position) {
        Position to = new Position(nextOrdinal(), position.token());
        Chunk chunk = new Chunk(partition, from, to, position.framing() == Framing.END, records);
        refusals.forEach(refusal -> chunk.reject(refusal.record, refusal.code.code(), "export", refusal.reason));
        return chunk;
    }
}
