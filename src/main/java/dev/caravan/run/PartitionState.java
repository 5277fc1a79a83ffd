package dev.caravan.run;

import dev.caravan.model.Chunk;
import dev.caravan.model.Counts;
import dev.caravan.model.JsonRecords;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/** How far one partition is in this run. Guarded by its pipeline's run. */
interface PartitionState {
    Partition partition();

    /** Where to read on; ahead of what is written. */
    Position reading();

    /** True when nothing of it is left in this run. */
    boolean done();

    Counts counts();

    Map<String, Counts> children();

    /** How far it is, in the unit of the partition's size: records where they are known, else bytes. */
    double travelled();

    /** The ledger's row, as last written. */
    LedgerRow row();

    /** Notes that a chunk was read. */
    void read(Chunk chunk);

    /** The ledger row as it will be once {@code chunk} is written. */
    LedgerRow after(Chunk chunk, Instant now);

    /** Notes that a chunk was written. */
    void settle(Chunk chunk);

    /** How much of all partitions is done, from 0 to 1; -1 where it cannot be told. */
    static double fraction(Collection<PartitionState> partitions) {
        double done = 0;
        double all = 0;
        for (PartitionState progress : partitions) {
            Partition partition = progress.partition();
            double size = partition.records() >= 0 ? partition.records() : partition.bytes();
            boolean resumed = !progress.done()
                    && progress.travelled() == 0
                    && progress.counts().read() > 0;
            if (size < 0 || resumed) {
                return -1;
            }
            all += size;
            done += progress.done() ? size : Math.min(size, progress.travelled());
        }
        return all == 0 ? -1 : done / all;
    }

    /** How far a partition is with {@code chunk} written, in the unit of {@link #travelled()}. */
    static double travelled(Partition partition, Chunk chunk, double before) {
        if (partition.records() >= 0) {
            return chunk.to().ordinal();
        }
        int count = chunk.records().count();
        return count > 0 && chunk.records() instanceof JsonRecords records ? records.fileOffset(count - 1) : before;
    }
}
