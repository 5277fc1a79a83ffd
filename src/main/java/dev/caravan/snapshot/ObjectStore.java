package dev.caravan.snapshot;

import dev.caravan.spi.SnapshotFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * A store of files by name on another machine. Every verb fails with {@code CaravanException} when the store does not answer,
 * or refuses. Used by one thread.
 */
interface ObjectStore extends AutoCloseable {
    /** Where it is, for people and for {@link S3Address#of}; never a secret. */
    String shown();

    /** How many bytes a name has; empty when nothing stands under it, or the store does not say. */
    OptionalLong size(String name);

    /** Puts a file under a name, all of it or nothing; what stood there is replaced. */
    void put(String name, Path file, SnapshotFolder.Pace pace) throws IOException;

    /** Reads what stands under a name; the caller closes it. */
    InputStream read(String name);

    @Override
    void close();
}
