package dev.caravan.spi;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;

/**
 * The folder of one snapshot, for the kind of system that fills or reads it.
 *
 * @param path absolute; nobody else may enter it
 * @param pace tells when to stop
 */
public record SnapshotFolder(Path path, Pace pace) {
    private static final long LEFT_FREE = 16 << 20;

    public SnapshotFolder {
        requireNonNull(path, "path is null");
        requireNonNull(pace, "pace is null");
    }

    /** Tells work that takes long whether to go on. */
    @FunctionalInterface
    public interface Pace {
        /** Goes on for ever. */
        Pace UNHURRIED = () -> {};

        /**
         * Returns while the work may go on.
         *
         * @throws CaravanException INTERRUPTED when the run ends, STEP_FAILED when the step's time is over
         */
        void goOn();
    }

    /** Returns while the work may go on; see {@link Pace#goOn}. */
    public void goOn() {
        pace.goOn();
    }

    /**
     * Returns when the disk has room.
     *
     * @param bytes how many will be written at the most, as far as that is known
     * @throws CaravanException IO_FAILED that names the bytes that are needed and those that are free
     */
    public void need(long bytes) {
        try {
            long free = Files.getFileStore(path).getUsableSpace();
            if (free - LEFT_FREE < bytes) {
                throw new CaravanException(
                        ErrorCode.IO_FAILED,
                        path.toString(),
                        String.format(
                                Locale.ROOT,
                                "the snapshot needs about %,d bytes and %,d are free; make room, or name another folder"
                                        + " with to:",
                                bytes,
                                free));
            }
        } catch (IOException e) {
            throw new CaravanException(ErrorCode.IO_FAILED, path.toString(), "cannot be looked at; check the disk", e);
        }
    }

    /** A new, empty file that only this user may read, opened for writing; the caller closes it. */
    public FileChannel create(String name) throws IOException {
        Set<OpenOption> options = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        return FileChannel.open(
                path.resolve(name),
                options,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** The path of a file in it. */
    public Path file(String name) {
        return path.resolve(name);
    }

    /** What is in it cannot be what was taken. */
    public CaravanException unproved(String seen) {
        return unproved(seen, null);
    }

    /** The same with its cause, which may be null. */
    public CaravanException unproved(String seen, Throwable cause) {
        return new CaravanException(
                ErrorCode.SNAPSHOT_UNPROVED, path.toString(), seen + "; take another snapshot", cause);
    }

    /** Its disk cannot be written, or not be read. */
    public CaravanException unwritten(IOException cause) {
        return new CaravanException(
                ErrorCode.IO_FAILED,
                path.toString(),
                "could not be written or read (" + cause.getMessage() + "); look at the disk, and at owner and rights",
                cause);
    }
}
