package dev.caravan.verifier;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.model.RowRecords;
import dev.caravan.spi.Source;
import java.util.List;
import net.openhft.hashing.LongHashFunction;

/**
 * Reads partitions one after the other, a chunk at a time, and can go on from where it was. Where a chunk of rows is small, the
 * one after it is read meanwhile; the one before is given back to the source.
 */
final class PartitionCursor implements AutoCloseable {
    private static final int SMALL = 4 << 20;

    private final Source source;
    private final List<Partition> partitions;
    private final int batch;
    private final ReadAhead ahead = new ReadAhead();
    private Place place = new Place(0, Position.START);
    private Place last = place;
    private Chunk given;

    PartitionCursor(Source source, List<Partition> partitions, int batch) {
        this.source = source;
        this.partitions = partitions;
        this.batch = batch;
    }

    boolean finished() {
        return place.partition() == partitions.size();
    }

    /** The next chunk, good until the one after it is asked for; only while not {@link #finished}. */
    Chunk next() {
        Chunk chunk = ahead.isUnderWay() ? ahead.take() : read(place);
        Partition partition = partitions.get(place.partition());
        if (!chunk.last() && (chunk.records().count() == 0 || chunk.to().equals(place.position()))) {
            throw new CaravanException(
                    ErrorCode.INTERNAL,
                    partition.id() + " record " + place.position().ordinal(),
                    "the source gave no record and no end; report this with the kind of the source");
        }
        last = place;
        place = chunk.last()
                ? new Place(place.partition() + 1, Position.START)
                : new Place(place.partition(), chunk.to());
        giveBack();
        given = chunk;
        if (!finished() && isSmall(chunk)) {
            Place next = place;
            ahead.begin(() -> read(next));
        }
        return chunk;
    }

    private static boolean isSmall(Chunk chunk) {
        return chunk.records() instanceof RowRecords records && records.rows().size() < SMALL;
    }

    /** A number that changes when the partitions are cut in another way. */
    static long signature(List<Partition> partitions) {
        StringBuilder text = new StringBuilder();
        for (Partition partition : partitions) {
            text.append(partition.id()).append('\0').append(partition.range()).append('\0');
        }
        return LongHashFunction.xx3().hashChars(text);
    }

    void write(StateOutput out) {
        write(out, place);
    }

    /** Writes where the chunk at hand began, so that it is the next one again. */
    void writeLast(StateOutput out) {
        write(out, last);
    }

    /** Goes where {@link #write} was; false, and nothing moved, when the partitions are not the same any more. */
    boolean read(StateInput in) {
        boolean same = in.number() == signature(partitions);
        int toPartition = in.small();
        Position toPosition = new Position(in.number(), in.text());
        if (same) {
            ahead.drop();
            place = new Place(toPartition, toPosition);
            last = place;
        }
        return same;
    }

    /** Waits for what is being read; the source is closed by its owner. */
    @Override
    public void close() {
        ahead.close();
        giveBack();
    }

    private void write(StateOutput out, Place where) {
        out.number(signature(partitions));
        out.small(where.partition());
        out.number(where.position().ordinal());
        out.text(where.position().token());
    }

    private Chunk read(Place where) {
        return source.read(partitions.get(where.partition()), where.position(), batch);
    }

    private void giveBack() {
        if (given != null) {
            source.done(given);
            given = null;
        }
    }

    private record Place(int partition, Position position) {}
}
