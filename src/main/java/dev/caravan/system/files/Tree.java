package dev.caravan.system.files;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.spi.SnapshotFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A folder with everything below it; no link is ever followed. */
final class Tree {
    private static final int BLOCK = 1 << 18;

    private final Path root;

    Tree(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    Path path(TreeEntry entry) {
        return entry.path().isEmpty() ? root : root.resolve(entry.path());
    }

    /** Everything, a folder before what is in it; files are not read, so they have no content. */
    List<TreeEntry> list(List<String> leftOut) throws IOException {
        List<TreeEntry> entries = new ArrayList<>();
        try (Stream<Path> walked = Files.walk(root)) {
            for (Path path : walked.sorted().toList()) {
                add(path, entries, leftOut);
            }
        }
        return entries;
    }

    /** A file's content, and what was read in passing. */
    TreeEntry read(TreeEntry file, Sink sink, SnapshotFolder.Pace pace) throws IOException {
        MessageDigest digest = sha256();
        byte[] block = new byte[BLOCK];
        long size = 0;
        try (InputStream in = Files.newInputStream(path(file), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            for (int length = in.read(block); length >= 0; length = in.read(block)) {
                pace.goOn();
                digest.update(block, 0, length);
                sink.write(block, length);
                size += length;
            }
        }
        String content = HexFormat.of().formatHex(digest.digest());
        return new TreeEntry(file.path(), file.type(), file.mode(), file.owner(), file.modified(), size, content);
    }

    /** Everything, with the content of all files. */
    List<TreeEntry> readAll(SnapshotFolder.Pace pace) throws IOException {
        List<TreeEntry> entries = new ArrayList<>();
        for (TreeEntry entry : list(new ArrayList<>())) {
            pace.goOn();
            entries.add(entry.isFile() ? read(entry, (block, length) -> {}, pace) : entry);
        }
        return entries;
    }

    /** Refuses a tree that is not the one that was listed. */
    void requireUnchanged(List<TreeEntry> listed) throws IOException {
        List<TreeEntry> now = list(new ArrayList<>());
        boolean same = now.size() == listed.size();
        for (int i = 0; same && i < now.size(); i++) {
            same = now.get(i).path().equals(listed.get(i).path()) && !now.get(i).differsFrom(listed.get(i));
        }
        if (!same) {
            throw new CaravanException(
                    ErrorCode.SOURCE_CHANGED,
                    root.toString(),
                    "the folder was written while it was copied; stop who writes it, and run again");
        }
    }

    private void add(Path path, List<TreeEntry> entries, List<String> leftOut) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        String name = root.relativize(path).toString();
        if (attributes.isOther()) {
            leftOut.add("'" + name + "' is a device, a pipe or a socket, and is left out");
            return;
        }
        TreeEntry.Type type = attributes.isDirectory() ? TreeEntry.Type.FOLDER : TreeEntry.Type.FILE;
        boolean link = attributes.isSymbolicLink();
        entries.add(new TreeEntry(
                name,
                link ? TreeEntry.Type.LINK : type,
                link ? "" : mode(path),
                owner(path),
                attributes.lastModifiedTime().toMillis(),
                attributes.isRegularFile() ? attributes.size() : 0,
                link ? Files.readSymbolicLink(path).toString() : ""));
    }

    private static String mode(Path path) throws IOException {
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
        return PosixFilePermissions.toString(mode);
    }

    private static String owner(Path path) throws IOException {
        Map<String, Object> owner = Files.readAttributes(path, "unix:uid,gid", LinkOption.NOFOLLOW_LINKS);
        return owner.get("uid") + ":" + owner.get("gid");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Takes what is read. */
    @FunctionalInterface
    interface Sink {
        void write(byte[] block, int length) throws IOException;
    }
}
