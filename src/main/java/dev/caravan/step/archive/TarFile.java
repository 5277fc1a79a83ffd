package dev.caravan.step.archive;

import dev.caravan.spi.SnapshotFolder;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A {@code .tar.gz} of everything below one path; no link is followed. */
final class TarFile {
    private static final int BLOCK = 1 << 17;

    private final Path file;
    private final SnapshotFolder.Pace pace;

    TarFile(Path file, SnapshotFolder.Pace pace) {
        this.file = file;
        this.pace = pace;
    }

    /** Packs a path into the file, which is made; answers what was packed: for each name its type, size and SHA-256. */
    Map<String, String> write(Path root) throws IOException {
        Map<String, String> packed = new LinkedHashMap<>();
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BLOCK);
            try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out), "UTF-8")) {
                packed.putAll(pack(tar, root));
                out.flush();
            }
        }
        try (FileChannel written = FileChannel.open(file, StandardOpenOption.READ)) {
            written.force(true);
        }
        return packed;
    }

    /** Reads the file to its end; answers the same as {@link #write} did when it is whole. */
    Map<String, String> read() throws IOException {
        Map<String, String> found = new LinkedHashMap<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BLOCK);
                TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in), "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                pace.goOn();
                found.put(
                        entry.getName(),
                        said(
                                entry,
                                entry.isFile() && !entry.isSymbolicLink()
                                        ? digest(tar, OutputStream.nullOutputStream())
                                        : ""));
            }
        }
        return found;
    }

    /** What {@link #write} would answer now; nothing is kept of it. */
    Map<String, String> look(Path root) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(OutputStream.nullOutputStream(), "UTF-8")) {
            return pack(tar, root);
        }
    }

    private Map<String, String> pack(TarArchiveOutputStream tar, Path root) throws IOException {
        Map<String, String> packed = new LinkedHashMap<>();
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        for (Path path : all(root)) {
            pace.goOn();
            add(tar, root, path, packed);
        }
        tar.finish();
        return packed;
    }

    private void add(TarArchiveOutputStream tar, Path root, Path path, Map<String, String> packed) throws IOException {
        boolean link = Files.isSymbolicLink(path);
        boolean folder = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
        if (!link && !folder && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        String name = root.getParent().relativize(path) + (folder ? "/" : "");
        TarArchiveEntry entry = link ? new TarArchiveEntry(name, TarConstants.LF_SYMLINK) : new TarArchiveEntry(name);
        entry.setModTime(Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS));
        entry.setUserId(((Number) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS)).longValue());
        entry.setGroupId(((Number) Files.getAttribute(path, "unix:gid", LinkOption.NOFOLLOW_LINKS)).longValue());
        if (link) {
            entry.setLinkName(Files.readSymbolicLink(path).toString());
        } else {
            entry.setMode(mode(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS)));
            entry.setSize(folder ? 0 : Files.size(path));
        }
        tar.putArchiveEntry(entry);
        String digest = "";
        if (!link && !folder) {
            try (InputStream in = Files.newInputStream(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
                digest = digest(in, tar);
            }
        }
        tar.closeArchiveEntry();
        packed.put(entry.getName(), said(entry, digest));
    }

    private String digest(InputStream in, OutputStream out) throws IOException {
        MessageDigest sha256 = sha256();
        byte[] block = new byte[BLOCK];
        for (int length = in.read(block); length >= 0; length = in.read(block)) {
            pace.goOn();
            sha256.update(block, 0, length);
            out.write(block, 0, length);
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static String said(TarArchiveEntry entry, String digest) {
        return (char) entry.getLinkFlag() + " " + entry.getSize() + " " + Integer.toOctalString(entry.getMode() & 0777)
                + " " + entry.getLinkName() + " " + digest;
    }

    private static int mode(Set<PosixFilePermission> rights) {
        int mode = 0;
        for (PosixFilePermission right : PosixFilePermission.values()) {
            mode = mode << 1 | (rights.contains(right) ? 1 : 0);
        }
        return mode;
    }

    private static List<Path> all(Path root) throws IOException {
        try (Stream<Path> walked = Files.walk(root)) {
            return walked.sorted().toList();
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
