package dev.caravan.verifier;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.spi.Source;
import java.util.List;
import net.openhft.hashing.LongHashFunction;

/** Reads partitions one after the other, a chunk at a time, and can go on from where it was. */
final class PartitionCursor {
    private final Source source;
    private final List<Partition> partitions;
    private final int batch;
    private int at;
    private Position position = Position.START;

    PartitionCursor(Source source, List<Partition> partitions, int batch) {
        this.source = source;
        this.partitions = partitions;
        this.batch = batch;
    }

    boolean finished() {
        return at == partitions.size();
    }

    /** The next chunk; only while not {@link #finished}. */
    Chunk next() {
        Partition partition = partitions.get(at);
        Chunk chunk = source.read(partition, position, batch);
        if (!chunk.last() && (chunk.records().count() == 0 || chunk.to().equals(position))) {
            throw new CaravanException(
                    ErrorCode.INTERNAL,
                    partition.id() + " record " + position.ordinal(),
                    "the source gave no record and no end; report this with the kind of the source");
        }
        position = chunk.last() ? Position.START : chunk.to();
        at += chunk.last() ? 1 : 0;
        return chunk;
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
        out.number(signature(partitions));
        out.small(at);
        out.number(position.ordinal());
        out.text(position.token());
    }

    /** Goes where {@link #write} was; false, and nothing moved, when the partitions are not the same any more. */
    boolean read(StateInput in) {
        boolean same = in.number() == signature(partitions);
        int toPartition = in.small();
        Position toPosition = new Position(in.number(), in.text());
        if (same) {
            at = toPartition;
            position = toPosition;
        }
        return same;
    }
}
