package dev.caravan.snapshot;

import dev.caravan.spi.SnapshotFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Digests of files. */
final class Digests {
    private static final int BLOCK = 1 << 18;

    private Digests() {}

    /** The SHA-256 of a regular file, and how long it is; what it holds is on the disk afterwards. */
    static Manifest.Entry entry(Path folder, Path file, boolean force) throws IOException {
        MessageDigest digest = sha256();
        long bytes = 0;
        try (FileChannel in = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            if (force) {
                in.force(true);
            }
            ByteBuffer block = ByteBuffer.allocate(BLOCK);
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                bytes += read;
                digest.update(block.flip());
                block.clear();
            }
        }
        return new Manifest.Entry(
                folder.relativize(file).toString(), bytes, HexFormat.of().formatHex(digest.digest()));
    }

    /** The same of what is read to its end, and closed. */
    static Manifest.Entry of(String name, InputStream in, SnapshotFolder.Pace pace) throws IOException {
        MessageDigest digest = sha256();
        long bytes = 0;
        try (in) {
            byte[] block = new byte[BLOCK];
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                pace.goOn();
                bytes += read;
                digest.update(block, 0, read);
            }
        }
        return new Manifest.Entry(name, bytes, HexFormat.of().formatHex(digest.digest()));
    }

    static String of(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    /** Everything below a folder that is not a folder, ordered; links are not followed. */
    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walked = Files.walk(folder)) {
            return walked.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
    }

    /** A folder and every folder below it; links are not followed. */
    static List<Path> folders(Path folder) throws IOException {
        try (Stream<Path> walked = Files.walk(folder)) {
            return walked.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
