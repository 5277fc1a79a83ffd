package dev.caravan.system.redis;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.Chunk;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.model.RowBuffers;
import dev.caravan.spi.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads a copy of the keys, which is taken when it is first asked for what they hold. */
final class RedisSource implements Source {
    private final Function<Keep, KeyCopy> copies;
    private final Consumer<KeyCopy> done;
    private final Map<String, CopyReader> readers = new ConcurrentHashMap<>();
    private final RowBuffers buffers = new RowBuffers();
    private Keep keep;
    private KeyCopy copy;

    /**
     * A source; nothing is opened.
     *
     * @param copies gives the copy, for null one that goes with the source
     * @param done takes the copy back
     */
    RedisSource(Function<Keep, KeyCopy> copies, Consumer<KeyCopy> done) {
        this.copies = copies;
        this.done = done;
    }

    @Override
    public void keepIn(Path folder, Supplier<Map<String, String>> known) {
        keep = new Keep(folder, known);
    }

    @Override
    public List<Partition> open() {
        copy = copies.apply(keep);
        return copy.partitions();
    }

    @Override
    public String identity(Partition partition) {
        return copy.digest(part(partition));
    }

    @Override
    public Chunk read(Partition partition, Position from, int most) {
        requireNonNull(from, "from is null");
        try {
            CopyReader reader = readers.get(partition.id());
            if (reader == null) {
                reader = new CopyReader(copy.file(part(partition)), partition, copy.shape(), buffers);
                readers.put(partition.id(), reader);
            }
            Chunk chunk = reader.read(from, most);
            if (chunk.last()) {
                readers.remove(partition.id()).close();
            }
            return chunk;
        } catch (IOException e) {
            throw copy.server()
                    .address()
                    .error(
                            "the copy of its keys cannot be read: " + e.getMessage()
                                    + "; look at the disk and run again",
                            e);
        }
    }

    @Override
    public void done(Chunk chunk) {
        buffers.give(chunk);
    }

    @Override
    public void close() {
        readers.values().forEach(CopyReader::close);
        readers.clear();
        if (copy != null) {
            done.accept(copy);
            copy = null;
        }
    }

    /**
     * Where a copy is kept.
     *
     * @param known what a copy there must hold to be used, by partition
     */
    record Keep(Path folder, Supplier<Map<String, String>> known) {}

    private int part(Partition partition) {
        if (copy == null) {
            throw new IllegalStateException("the source is not open");
        }
        return Integer.parseInt(partition.range());
    }
}
