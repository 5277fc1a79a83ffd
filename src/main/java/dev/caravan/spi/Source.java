package dev.caravan.spi;

import dev.caravan.model.Chunk;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads records. Used by several threads at once, but each partition by one thread at a time.
 *
 * <p>Contract: the same partition read from the same position gives the same records in the same order for as long as
 * {@link #identity} answers the same. A record that cannot be read is in the chunk all the same, already rejected.
 */
public interface Source extends AutoCloseable {
    /** How a stamp begins, and no identity. */
    String STAMP = "stamp:";

    /**
     * Gives a source whose records change by themselves a folder in which to keep what it reads, so that a run that was cut off
     * goes on with the same records. Called before {@link #open}, or not at all; most sources need nothing of it.
     *
     * @param folder of this source alone, kept from run to run; may be missing
     * @param known answers what partitions held when the ledger was begun, by id (see {@link #identity}): what is kept is used
     *     only if it is just that; empty to begin anew. Asks the target, so it is called only if needed
     */
    default void keepIn(Path folder, Supplier<Map<String, String>> known) {
        // What it reads is what it was
    }

    /**
     * Opens the source and cuts it into partitions, in a fixed order; none is a valid answer. Called once, first.
     *
     * @throws dev.caravan.model.CaravanException when it is missing, unreadable or not of its kind
     */
    List<Partition> open();

    /**
     * What the partition holds, as a short text (a digest): two equal answers mean equal content. May read it all.
     */
    String identity(Partition partition);

    /**
     * What tells at once that nobody has touched the partition since: two equal stamps mean equal content, while the same content
     * may have other stamps, as a file and its copy do. Holds for what {@link #open} has seen. Stands for {@link #identity} as long
     * as that is looked up.
     *
     * @return a short text that begins with {@link #STAMP}; empty for a source whose identity is all there is
     */
    default String stamp(Partition partition) {
        return "";
    }

    /**
     * Reads the next records. Going on where the last read of the same partition ended is quick; any other position works.
     *
     * @param from {@link Position#START} or the {@code to} of an earlier chunk of this partition, also of another process
     * @param most how many records at the most; fewer are given at the end, or where a chunk would grow too large
     * @return a chunk whose {@code last} is true when nothing follows; it may be empty only then
     * @throws dev.caravan.model.CaravanException SOURCE_CHANGED when the partition changed since {@link #open}
     */
    Chunk read(Partition partition, Position from, int most);

    /** Tells that nobody looks at a chunk of this source any more: its memory may be used for another. */
    default void done(Chunk chunk) {}

    /** Gives everything back; never throws for what was only read. */
    @Override
    void close();
}
