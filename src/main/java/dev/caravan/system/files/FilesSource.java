package dev.caravan.system.files;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.model.RejectCode;
import dev.caravan.spi.Source;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files below one folder that some globs match: one file, one partition, whose id is its path below the folder. */
final class FilesSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(FilesSource.class);

    private final String system;
    private final String folder;
    private final List<Glob> globs;
    private final Limits limits;
    private final Clock clock;
    private final Map<String, PartitionReader> readers = new ConcurrentHashMap<>();
    private volatile Map<String, SourceFile> files = Map.of();
    private volatile boolean closed;

    FilesSource(String system, String folder, List<Glob> globs, Limits limits, Clock clock) {
        this.system = system;
        this.folder = folder;
        this.globs = List.copyOf(globs);
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public List<Partition> open() {
        Map<String, SourceFile> opened = new LinkedHashMap<>();
        List<Partition> partitions = new ArrayList<>();
        for (FoundFile file : find()) {
            opened.put(file.id(), new SourceFile(system, file, clock));
            partitions.add(
                    new Partition(file.id(), file.id(), "", -1, file.stamp().size()));
        }
        files = opened;
        return partitions;
    }

    @Override
    public String identity(Partition partition) {
        SourceFile file = file(partition);
        try {
            return file.identity();
        } catch (IOException e) {
            throw file.failed(e);
        }
    }

    @Override
    public Chunk read(Partition partition, Position from, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("most is below 1: " + most);
        }
        SourceFile file = file(partition);
        FilePosition begin = begin(file, from);
        if (begin.framing() == Framing.END) {
            return batch(partition, from, most, 1).chunk(begin);
        }
        if (file.kind() != FileStamp.Kind.REGULAR) {
            return refused(file.kind(), batch(partition, from, 1, 1));
        }
        try {
            return readFile(file, begin, partition, from, most);
        } catch (IOException e) {
            throw file.failed(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        readers.keySet().forEach(id -> closeQuietly(readers.remove(id)));
    }

    private Chunk readFile(SourceFile file, FilePosition begin, Partition partition, Position from, int most)
            throws IOException {
        PartitionReader reader = reader(file, begin);
        Chunk chunk = null;
        try {
            chunk = reader.read(batch(partition, from, most, reader.expectedBytes()));
            return chunk;
        } finally {
            if (chunk == null || chunk.last()) {
                closeQuietly(reader);
            } else {
                keep(file, reader);
            }
        }
    }

    /** The reader that stands where this read begins, or a new one; out of {@link #readers} until the read went well. */
    private PartitionReader reader(SourceFile file, FilePosition begin) throws IOException {
        PartitionReader reader = readers.remove(file.id());
        if (reader != null && reader.position().equals(begin)) {
            return reader;
        }
        closeQuietly(reader);
        return PartitionReader.open(file, begin, limits);
    }

    private void keep(SourceFile file, PartitionReader reader) {
        readers.put(file.id(), reader);
        if (closed) {
            closeQuietly(readers.remove(file.id()));
        }
    }

    private Batch batch(Partition partition, Position from, int most, int expectedBytes) {
        return new Batch(partition, from, most, limits.chunkBytes(), expectedBytes);
    }

    private static Chunk refused(FileStamp.Kind kind, Batch batch) {
        String reason = kind == FileStamp.Kind.LINK
                ? "is a link, and links are not followed; put the file itself below the folder"
                : "is not a file; only files are read";
        batch.reject(0, RejectCode.BROKEN_FILE, reason);
        return batch.chunk(new FilePosition(Framing.END, 0));
    }

    private static FilePosition begin(SourceFile file, Position from) {
        try {
            return FilePosition.of(from);
        } catch (IllegalArgumentException e) {
            throw new CaravanException(
                    ErrorCode.SOURCE_UNUSABLE,
                    file.where(),
                    "the ledger's position is not one of a file; start over with --fresh",
                    e);
        }
    }

    private SourceFile file(Partition partition) {
        if (closed) {
            throw new IllegalStateException("the source is closed");
        }
        SourceFile file = files.get(partition.id());
        if (file == null) {
            throw new CaravanException(
                    ErrorCode.SOURCE_CHANGED,
                    system + " " + partition.id(),
                    "is gone from '" + folder + "'; put it back and run again, or start over with --fresh");
        }
        return file;
    }

    private List<FoundFile> find() {
        try {
            Path root = Path.of(folder).toRealPath();
            if (!Files.isDirectory(root)) {
                throw unusable("is not a folder; name the folder that the files are in", null);
            }
            return new FileFinder(root, globs).find();
        } catch (BadNameException e) {
            throw unusable(
                    "the name of '" + e.getMessage() + "' has control characters or is not UTF-8; rename the file", e);
        } catch (NoSuchFileException e) {
            throw unusable("there is no such folder; mend its path in 'systems:', or the setting that gives it", e);
        } catch (AccessDeniedException e) {
            throw unusable("this user may not read '" + e.getFile() + "'; give the right to, or run as another", e);
        } catch (IOException | InvalidPathException e) {
            throw unusable("cannot be looked into: " + e + "; it must be a folder that this user may read", e);
        }
    }

    private CaravanException unusable(String message, Exception cause) {
        return new CaravanException(ErrorCode.SOURCE_UNUSABLE, system + " " + folder, message, cause);
    }

    private static void closeQuietly(PartitionReader reader) {
        try {
            if (reader != null) {
                reader.close();
            }
        } catch (IOException e) {
            LOG.debug("closing what was only read failed", e);
        }
    }
}
