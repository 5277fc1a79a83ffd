package dev.caravan.snapshot;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.spi.SnapshotFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A folder in which snapshots stand, each in a folder of its own. One that is being taken has a name of another form, and
 * gets its place by one rename when it is finished: what stands there is whole. Used by one thread.
 */
public final class SnapshotShelf {
    static final String MANIFEST = "manifest.json";
    static final String DIGEST = "manifest.json.sha256";

    /** What stands beside a snapshot's own files; the manifest last. */
    static final List<String> ABOUT = List.of(DIGEST, MANIFEST);

    /** Of folders that nobody else may enter. */
    static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final String PART = ".part";

    private final Path folder;

    /** The shelf at this place, which is made with the first snapshot. */
    public SnapshotShelf(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** Where a finished snapshot of this name stands, whether it does or not. */
    public Path place(String name) {
        return folder.resolve(name);
    }

    /**
     * Makes an empty folder for a snapshot, and takes away what killed processes left of ones with the same {@code family},
     * the beginning of the name.
     */
    public SnapshotFolder begin(String family, String name, SnapshotFolder.Pace pace) {
        try {
            makeFolders(folder);
            try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
                for (Path path : found) {
                    String there = path.getFileName().toString();
                    if (there.startsWith("." + family) && there.endsWith(PART)) {
                        remove(path);
                    }
                }
            }
            Path part = Files.createDirectory(folder.resolve("." + name + PART), PRIVATE);
            return new SnapshotFolder(part, pace);
        } catch (IOException e) {
            throw failed(folder, "cannot be made ready for a snapshot", e);
        }
    }

    /**
     * Writes the manifest beside the files, sees to it that all of it is on the disk, and puts it in its place.
     *
     * @param manifest without its files
     */
    public Kept finish(SnapshotFolder part, String name, Manifest manifest) {
        try {
            List<Manifest.Entry> entries = new ArrayList<>();
            for (Path file : Digests.files(part.path())) {
                part.goOn();
                entries.add(Digests.entry(part.path(), file, true));
            }
            byte[] written = ManifestJson.write(manifest.withFiles(entries));
            write(part, MANIFEST, written);
            write(part, DIGEST, digestLine(written).getBytes(StandardCharsets.US_ASCII));
            settle(part, place(name));
            return new Kept(place(name), manifest.withFiles(entries), Digests.of(written));
        } catch (IOException e) {
            throw failed(part.path(), "the snapshot could not be finished", e);
        }
    }

    /** Gives what is whole its place. */
    static void settle(SnapshotFolder part, Path place) throws IOException {
        for (Path inside : Digests.folders(part.path())) {
            force(inside);
        }
        Files.move(part.path(), place, StandardCopyOption.ATOMIC_MOVE);
        force(place.getParent());
    }

    /** The finished snapshot of this name; its files are not looked at. */
    public Optional<Kept> find(String name) {
        return Files.isDirectory(place(name), LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(open(place(name)))
                : Optional.empty();
    }

    /**
     * Reads the manifest of a finished snapshot.
     *
     * @throws CaravanException SNAPSHOT_UNPROVED when it is not the one that was written
     */
    public static Kept open(Path place) {
        try {
            byte[] manifest = Files.readAllBytes(place.resolve(MANIFEST));
            String digest = Files.readString(place.resolve(DIGEST), StandardCharsets.ISO_8859_1);
            if (!digest.equals(digestLine(manifest))) {
                throw damaged(place, MANIFEST + " is not the one that was written");
            }
            return new Kept(place, ManifestJson.read(manifest), Digests.of(manifest));
        } catch (NoSuchFileException e) {
            throw damaged(place, "'" + Path.of(e.getFile()).getFileName() + "' is missing");
        } catch (IOException e) {
            throw failed(place, "the snapshot's manifest cannot be read", e);
        }
    }

    /**
     * Reads every file of a snapshot and compares it with the manifest.
     *
     * @throws CaravanException SNAPSHOT_UNPROVED that names the first file that is not as it was written
     */
    public static void check(Kept kept, SnapshotFolder.Pace pace) {
        List<Manifest.Entry> found = new ArrayList<>();
        try {
            for (Path file : Digests.files(kept.place())) {
                pace.goOn();
                String name = kept.place().relativize(file).toString();
                if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    throw damaged(kept.place(), "'" + name + "' is not a file any more");
                }
                if (!name.equals(MANIFEST) && !name.equals(DIGEST)) {
                    found.add(Digests.entry(kept.place(), file, false));
                }
            }
        } catch (IOException e) {
            throw failed(kept.place(), "the snapshot cannot be read", e);
        }
        for (Manifest.Entry entry : kept.manifest().files()) {
            if (!found.remove(entry)) {
                throw damaged(kept.place(), "'" + entry.path() + "' is not what was written");
            }
        }
        if (!found.isEmpty()) {
            throw damaged(kept.place(), "'" + found.get(0).path() + "' does not belong to it");
        }
    }

    /** Every finished snapshot, ordered by name. */
    public List<Kept> all() {
        List<Kept> all = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> found =
                    Files.newDirectoryStream(folder, path -> Files.exists(path.resolve(MANIFEST)))) {
                for (Path path : found) {
                    if (!path.getFileName().toString().endsWith(PART)) {
                        all.add(open(path));
                    }
                }
            } catch (IOException e) {
                throw failed(folder, "cannot be looked through", e);
            }
        }
        all.sort((one, other) -> one.place().compareTo(other.place()));
        return all;
    }

    /** Takes a snapshot away; the manifest goes first, so what is left of it after a kill is none. */
    public static void remove(Path place) {
        try {
            Files.deleteIfExists(place.resolve(MANIFEST));
            if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
                Files.walkFileTree(place, new Removing());
            }
        } catch (IOException e) {
            throw failed(place, "cannot be removed", e);
        }
    }

    /**
     * A finished snapshot.
     *
     * @param place its folder
     * @param digest SHA-256 of the manifest as it is written, as hex
     */
    public record Kept(Path place, Manifest manifest, String digest) {
        /** Its folder, for the kind of system that reads it. */
        public SnapshotFolder folder(SnapshotFolder.Pace pace) {
            return new SnapshotFolder(place, pace);
        }
    }

    private static String digestLine(byte[] manifest) {
        return Digests.of(manifest) + "  " + MANIFEST + "\n";
    }

    /** Writes a file that only this user may read; it is on the disk afterwards. */
    static void write(SnapshotFolder part, String name, byte[] bytes) throws IOException {
        try (FileChannel channel = part.create(name)) {
            for (ByteBuffer left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) {
                channel.write(left);
            }
            channel.force(true);
        }
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void makeFolders(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        if (folder.getParent() != null) {
            makeFolders(folder.getParent());
        }
        Files.createDirectory(folder, PRIVATE);
    }

    private static CaravanException damaged(Path place, String what) {
        return new CaravanException(
                ErrorCode.SNAPSHOT_UNPROVED,
                place.toString(),
                what + ": the snapshot is damaged and will not be used; take another one");
    }

    private static CaravanException failed(Path path, String what, IOException cause) {
        return new CaravanException(
                ErrorCode.IO_FAILED,
                path.toString(),
                what + " (" + cause.getClass().getSimpleName() + ": " + cause.getMessage()
                        + "); look at the disk, and at owner and rights",
                cause);
    }

    /** Deletes what it walks through; a folder that may not be entered is entered all the same. */
    private static final class Removing extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
        }
    }
}
