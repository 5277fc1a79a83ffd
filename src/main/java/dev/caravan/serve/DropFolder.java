package dev.caravan.serve;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.KillPoint;
import dev.caravan.repository.DurableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The inbox on disk. Whatever lies there is moved by renaming, which follows no link and opens nothing; only regular files
 * are opened, and never through a link. One thread at a time.
 */
final class DropFolder {
    static final int MOST_BYTES = 1 << 20;

    private static final int MOST_AT_ONCE = 1_000;
    private static final int LONGEST_NAME = 100;
    private static final String REASON = ".reason";

    private final Path inbox;
    private final Path taken;
    private final Path done;
    private final Path failed;

    /**
     * Makes the folder and its private ones where they are missing.
     *
     * @throws CaravanException STATE_UNUSABLE when they cannot be used
     */
    DropFolder(Path inbox) {
        try {
            Files.createDirectories(inbox, ownerOnly(inbox.toAbsolutePath()));
            this.inbox = inbox.toRealPath();
            this.taken = make(".taken");
            this.done = make(".done");
            this.failed = make(".failed");
        } catch (IOException e) {
            throw new CaravanException(
                    ErrorCode.STATE_UNUSABLE,
                    inbox.toString(),
                    "cannot be used as the inbox (" + e + "); name another folder in caravan.serve.inbox",
                    e);
        }
    }

    Path path() {
        return inbox;
    }

    /** What lies in the inbox, without what is ours. */
    List<Path> dropped() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(inbox)) {
            for (Path one : all) {
                if (!List.of(taken, done, failed).contains(one) && found.size() < MOST_AT_ONCE) {
                    found.add(one);
                }
            }
        }
        return found;
    }

    /** What was taken and is not done with yet. */
    List<Path> taken() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> places = Files.newDirectoryStream(taken)) {
            for (Path place : places) {
                List<Path> inside = inside(place);
                if (inside.isEmpty()) {
                    Files.delete(place);
                }
                found.addAll(inside);
            }
        }
        return found;
    }

    /** Takes a file out of everybody's reach; answers where it is now. */
    Path take(Path file) throws IOException {
        Path place = taken.resolve(UUID.randomUUID().toString());
        Files.createDirectory(place, ownerOnly(place));
        Path mine = place.resolve(file.getFileName());
        Files.move(file, mine, StandardCopyOption.ATOMIC_MOVE);
        KillPoint.pass("inbox-taken");
        return mine;
    }

    /** A name for what was taken that no other has. */
    static String idOf(Path taken) {
        return taken.getParent().getFileName().toString();
    }

    void done(Path file, String reason) throws IOException {
        put(file, done, reason);
    }

    void failed(Path file, String reason) throws IOException {
        put(file, failed, reason);
    }

    /** True when somebody else than the owner of the inbox, this process's user or root owns the file. */
    boolean isForeign(Path file) throws IOException {
        String owner = owner(file);
        return !owner.equals("root") && !owner.equals(owner(inbox)) && !owner.equals(owner(taken));
    }

    static String owner(Path file) throws IOException {
        return Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName();
    }

    /**
     * The content of a regular file of at most {@link #MOST_BYTES}.
     *
     * @return null when there is more of it now
     */
    static byte[] read(Path file) throws IOException {
        try {
            // For writing too: a pipe put in the file's place would block whoever opens it only for reading
            return read(file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        } catch (AccessDeniedException readOnly) {
            return read(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        }
    }

    private static byte[] read(Path file, Set<OpenOption> options) throws IOException {
        try (FileChannel channel = FileChannel.open(file, options)) {
            long size = channel.size();
            if (size > MOST_BYTES) {
                return null;
            }
            ByteBuffer content = ByteBuffer.allocate((int) size);
            while (content.hasRemaining() && channel.read(content) >= 0) {
                // Until all of it is here, or it has become shorter
            }
            return Arrays.copyOf(content.array(), content.position());
        }
    }

    /** A name as it can be shown and kept: what is not plain becomes an underscore. */
    static String plain(Path file) {
        String name = file.getFileName().toString();
        String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
        return plain.length() > LONGEST_NAME ? plain.substring(0, LONGEST_NAME) : plain;
    }

    /** The reason first: a file without one would ask for an explanation that nobody has. */
    private void put(Path file, Path folder, String reason) throws IOException {
        Path place = free(folder, plain(file));
        new DurableFile(place.resolveSibling(place.getFileName() + REASON)).write(reason + "\n");
        KillPoint.pass("inbox-reason");
        Files.move(file, place);
        KillPoint.pass("inbox-put");
        if (file.startsWith(taken)) {
            Files.delete(file.getParent());
        }
    }

    /** No file but a reason has a name that ends like one, so a reason without its file is left of a crash. */
    private static Path free(Path folder, String name) {
        Path place = folder.resolve(name);
        for (int i = 2;
                Files.exists(place, LinkOption.NOFOLLOW_LINKS)
                        || place.toString().endsWith(REASON);
                i++) {
            place = folder.resolve(name + "." + i);
        }
        return place;
    }

    private static List<Path> inside(Path place) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(place)) {
            List<Path> found = new ArrayList<>();
            all.forEach(found::add);
            return found;
        }
    }

    private Path make(String name) throws IOException {
        Path folder = inbox.resolve(name);
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(folder, ownerOnly(folder));
        }
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("'" + name + "' in it is not a folder");
        }
        return folder;
    }

    private static FileAttribute<?>[] ownerOnly(Path path) {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }
}
