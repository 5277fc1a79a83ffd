package dev.caravan.traffic.router;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Side;
import dev.caravan.model.Split;
import dev.caravan.traffic.Buckets;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder that tells a router which buckets go to v2: a folder for each split with an empty file for each of its buckets, a
 * link {@code on} to one of them, and a file {@code off} that takes all back. A change is one rename, so a reader sees the old
 * split or the new one.
 */
final class BucketFiles {
    private static final String ON = "on";
    private static final String OFF = "off";
    /** Always there: who does not see it cannot see the folder. */
    private static final String HERE = "here";

    /** Named as what a router makes of the side and of the lot of a request that shall pass the tee. */
    private static final String TEED = "mirror/v1-teed";

    private final Path folder;

    BucketFiles(Path folder) {
        this.folder = folder;
    }

    /** Makes the folder, with nothing on v2, unless it is there. */
    void make() {
        try {
            Files.createDirectories(folder);
            open(folder);
            touch(folder.resolve(HERE));
            Files.createDirectories(folder.resolve(TEED).getParent());
            open(folder.resolve(TEED).getParent());
            if (!Files.isSymbolicLink(folder.resolve(ON))) {
                link(Split.NONE);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The split that the files tell. */
    Split read() {
        if (Files.exists(folder.resolve(OFF), LinkOption.NOFOLLOW_LINKS)) {
            return Split.OFF;
        }
        try {
            return Split.parse(
                    Files.readSymbolicLink(folder.resolve(ON)).getFileName().toString());
        } catch (NoSuchFileException e) {
            throw new CaravanException(
                    ErrorCode.TARGET_UNUSABLE,
                    folder.toString(),
                    "the router was never installed; run its ramp or shift");
        } catch (IOException e) {
            throw failed(e);
        } catch (IllegalArgumentException e) {
            throw new CaravanException(
                    ErrorCode.TARGET_UNUSABLE,
                    folder.resolve(ON).toString(),
                    "names no split: " + e.getMessage() + "; take the link away and run the step again");
        }
    }

    /** Takes all back first where the split says so; allows v2 last. */
    void write(Split split) {
        try {
            if (split.off()) {
                touch(folder.resolve(OFF));
                force(folder);
            }
            link(split.off() ? Split.NONE : split);
            if (!split.off()) {
                Files.deleteIfExists(folder.resolve(OFF));
            }
            force(folder);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Whether requests pass the tee. */
    void tee(boolean on) {
        try {
            if (on) {
                touch(folder.resolve(TEED));
            } else {
                Files.deleteIfExists(folder.resolve(TEED));
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static void touch(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            // That is all that is asked
        }
    }

    private void link(Split split) throws IOException {
        String name = split.toString().replace("%", "");
        fill(name, split);
        Path made = folder.resolve(ON + ".new");
        Files.deleteIfExists(made);
        Files.createSymbolicLink(made, Path.of(name));
        Files.move(made, folder.resolve(ON), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Makes the folder of a split under another name first, so that a folder with this name is whole. */
    private void fill(String name, Split split) throws IOException {
        Path whole = folder.resolve(name);
        if (Files.isDirectory(whole)) {
            return;
        }
        Path made = folder.resolve(name + ".new");
        Files.createDirectories(made);
        open(made);
        for (String bucket : moved(split)) {
            touch(made.resolve(bucket));
        }
        force(made);
        try {
            Files.move(made, whole, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // Another process has made the same
        }
    }

    private static List<String> moved(Split split) {
        Stream<String> named = Stream.of(Buckets.COHORT, Buckets.pinned(Side.V2));
        Stream<String> numbered = Stream.iterate(0, bucket -> bucket < Split.BUCKETS, bucket -> bucket + 1)
                .map(Buckets::name);
        return Stream.concat(named, numbered)
                .filter(bucket -> Buckets.side(split, bucket) == Side.V2)
                .toList();
    }

    /** The router's workers run as another user. */
    private static void open(Path made) throws IOException {
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void force(Path changed) throws IOException {
        try (FileChannel channel = FileChannel.open(changed, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private CaravanException failed(IOException e) {
        return new CaravanException(
                ErrorCode.TARGET_UNUSABLE,
                folder.toString(),
                "cannot be written: " + e + "; make it writable for this user, then set the share again");
    }
}
