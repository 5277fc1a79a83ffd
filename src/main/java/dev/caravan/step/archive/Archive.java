package dev.caravan.step.archive;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.KillPoint;
import dev.caravan.spi.SnapshotFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One archive and, beside it, its SHA-256 as {@code sha256sum -c} reads it. It gets its place by a rename once it was read back
 * and is what was packed; without the file beside it, it counts for nothing.
 */
public final class Archive {
    private static final String ENDING = ".tar.gz";

    private final Path file;
    private final SnapshotFolder.Pace pace;

    /** An archive of this name, without an ending, in a folder that is made where it is missing. */
    public Archive(Path folder, String name, SnapshotFolder.Pace pace) {
        this.file = folder.toAbsolutePath().normalize().resolve(name + ENDING);
        this.pace = pace;
    }

    /** What stands at its place, read and compared with its digest; empty where there is nothing whole. */
    public Optional<Packed> find() {
        try {
            if (!Files.exists(file) || !Files.exists(beside())) {
                return Optional.empty();
            }
            String digest = digest(file, pace);
            return Files.readString(beside()).equals(line(digest))
                    ? Optional.of(new Packed(
                            file,
                            digest,
                            Files.size(file),
                            new TarFile(file, pace).read().size()))
                    : Optional.empty();
        } catch (IOException e) {
            throw failed("cannot be read", e);
        }
    }

    /**
     * Packs what stands at a path, reads the archive back and compares it, and the path once more.
     *
     * @throws CaravanException SOURCE_CHANGED when it was written meanwhile, SNAPSHOT_UNPROVED when it does not read back
     */
    public Packed pack(Path root) {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        try {
            makeFolder();
            Files.deleteIfExists(temporary);
            Map<String, String> packed =
                    new TarFile(temporary, pace).write(root.toAbsolutePath().normalize());
            KillPoint.pass("archive-written");
            if (!new TarFile(temporary, pace).read().equals(packed)) {
                throw new CaravanException(
                        ErrorCode.SNAPSHOT_UNPROVED,
                        file.toString(),
                        "the archive does not read back; look at the disk");
            }
            String digest = digest(temporary, pace);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            Files.deleteIfExists(beside());
            Files.createFile(
                    beside(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(beside(), line(digest));
            return new Packed(file, digest, Files.size(file), packed.size());
        } catch (NoSuchFileException e) {
            throw new CaravanException(
                    ErrorCode.SOURCE_UNUSABLE,
                    root.toString(),
                    "'" + e.getFile() + "' is not there; check the path",
                    e);
        } catch (IOException e) {
            throw failed("could not be written", e);
        }
    }

    /**
     * Removes what stands at a path, entry by entry, where the archive holds each as it is now. What is gone already is no
     * matter; what came later, or is another one now, keeps all of it.
     *
     * @return how many files, folders and links went
     */
    public int removeWhatItHolds(Path root) {
        Path there = root.toAbsolutePath().normalize();
        try {
            List<String> names = new ArrayList<>(held(there).keySet());
            Collections.reverse(names);
            for (String name : names) {
                pace.goOn();
                Files.delete(there.resolveSibling(name));
            }
            return names.size();
        } catch (IOException e) {
            throw failed("is whole, and " + there + " could not be removed", e);
        }
    }

    private Map<String, String> held(Path there) throws IOException {
        Map<String, String> held = new TarFile(file, pace).read();
        Map<String, String> now = new TarFile(file, pace).look(there);
        for (Map.Entry<String, String> entry : now.entrySet()) {
            if (!entry.getValue().equals(held.get(entry.getKey()))) {
                throw new CaravanException(
                        ErrorCode.SOURCE_CHANGED,
                        there.resolveSibling(entry.getKey()).toString(),
                        "'" + entry.getKey() + "' is not as it is in " + file
                                + ", so nothing was removed; look who writes it, move the"
                                + " archive away, and run again");
            }
        }
        return now;
    }

    /**
     * A whole archive.
     *
     * @param digest SHA-256 of the file, as hex
     * @param entries how many files, folders and links it holds
     */
    public record Packed(Path file, String digest, long bytes, int entries) {}

    private void makeFolder() throws IOException {
        if (!Files.isDirectory(file.getParent())) {
            Files.createDirectories(
                    file.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    private Path beside() {
        return file.resolveSibling(file.getFileName() + ".sha256");
    }

    private String line(String digest) {
        return digest + "  " + file.getFileName() + "\n";
    }

    /**
     * SHA-256 of a file, as hex.
     *
     * @throws IOException when it cannot be read
     */
    public static String digest(Path path, SnapshotFolder.Pace pace) throws IOException {
        MessageDigest sha256 = TarFile.sha256();
        byte[] block = new byte[1 << 17];
        try (InputStream in = Files.newInputStream(path)) {
            for (int length = in.read(block); length >= 0; length = in.read(block)) {
                pace.goOn();
                sha256.update(block, 0, length);
            }
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private CaravanException failed(String what, IOException cause) {
        return new CaravanException(
                ErrorCode.IO_FAILED,
                file.toString(),
                "the archive " + what + " (" + cause.getClass().getSimpleName() + ": " + cause.getMessage()
                        + "); look at the disk, and at owner and rights",
                cause);
    }
}
