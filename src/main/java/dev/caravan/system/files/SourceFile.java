package dev.caravan.system.files;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Set;

/**
 * One file, guarded: it is what it was when it was found, or nothing is read from it. Its stamp tells quickly that nothing
 * happened; where the stamp differs, or may hide a change, its digest decides. Safe for use by several threads.
 */
final class SourceFile {
    private static final int PIECE = 1 << 18;

    private final String where;
    private final FoundFile found;
    private final Clock clock;
    private final Look look;
    private FileStamp stamp;
    private boolean fresh;
    private String identity;
    private boolean gzipChecked;
    private DamagedGzipException gzipDamage;

    /**
     * A file as it was found.
     *
     * @param system the name of the system, for messages
     */
    SourceFile(String system, FoundFile found, Clock clock) {
        this(system, found, clock, FileStamp::of);
    }

    /** A file that is looked at by {@code look}. */
    SourceFile(String system, FoundFile found, Clock clock, Look look) {
        this.where = system + " " + found.id();
        this.found = found;
        this.clock = clock;
        this.look = look;
        this.stamp = found.stamp();
        this.fresh = stamp.freshAt(clock.instant());
    }

    String where() {
        return where;
    }

    /** Its path below the folder. */
    String id() {
        return found.id();
    }

    FileStamp.Kind kind() {
        return found.stamp().kind();
    }

    /** A digest of its content; of where it leads, for a link. */
    synchronized String identity() throws IOException {
        if (identity == null) {
            String digest = digest();
            requireUnchanged(false);
            identity = digest;
        }
        return identity;
    }

    /**
     * Makes sure that it did not change since it was found.
     *
     * @param thoroughly true to look at the content too, where the stamp may hide a change
     * @throws CaravanException SOURCE_CHANGED
     */
    synchronized void requireUnchanged(boolean thoroughly) throws IOException {
        FileStamp now = look.at(found.path());
        boolean same = now.equals(stamp);
        if (same && (identity == null || !thoroughly || !fresh)) {
            return;
        }
        boolean other = identity == null || now.kind() != stamp.kind() || now.size() != stamp.size();
        if (other || !digest().equals(identity)) {
            throw changed(now.differenceTo(stamp));
        }
        stamp = now;
        fresh = now.freshAt(clock.instant());
    }

    /** What is wrong with it as gzip, or null; looked for once. */
    synchronized DamagedGzipException gzipDamage() throws IOException {
        if (!gzipChecked) {
            gzipDamage = GzipStream.damage(open(0));
            gzipChecked = true;
        }
        return gzipDamage;
    }

    /** Its bytes from {@code offset} on, never those of a file that a link leads to. */
    InputStream open(long offset) throws IOException {
        if (offset > found.stamp().size()) {
            throw shorterThan(offset);
        }
        FileChannel channel =
                FileChannel.open(found.path(), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        return Channels.newInputStream(channel.position(offset));
    }

    /** It ends before a position that it was read up to. */
    CaravanException shorterThan(long offset) {
        return changed("it has less than the " + offset + " bytes that were done before");
    }

    /** What an input error means for people. */
    CaravanException failed(IOException e) {
        if (e instanceof NoSuchFileException) {
            return changed("it is gone", e);
        }
        if (kind() != FileStamp.Kind.LINK && Files.isSymbolicLink(found.path())) {
            return changed("it became a link", e);
        }
        if (e instanceof AccessDeniedException) {
            return new CaravanException(
                    ErrorCode.SOURCE_UNUSABLE, where, "may not be read; give this user the right to read it", e);
        }
        return new CaravanException(
                ErrorCode.IO_FAILED, where, "cannot be read: " + e + "; mend that and run again: it resumes", e);
    }

    private CaravanException changed(String difference) {
        return changed(difference, null);
    }

    private CaravanException changed(String difference, IOException cause) {
        return new CaravanException(
                ErrorCode.SOURCE_CHANGED,
                where,
                "changed: " + difference + "; put the old content back and run again, or start over with" + " --fresh",
                cause);
    }

    private String digest() throws IOException {
        MessageDigest digest = sha256();
        long size = 0;
        if (kind() == FileStamp.Kind.REGULAR) {
            size = readInto(digest);
        } else if (kind() == FileStamp.Kind.LINK) {
            digest.update(Files.readSymbolicLink(found.path()).toString().getBytes(StandardCharsets.UTF_8));
        }
        return "sha256:" + HexFormat.of().formatHex(digest.digest()) + ":" + size;
    }

    private long readInto(MessageDigest digest) throws IOException {
        byte[] piece = new byte[PIECE];
        long size = 0;
        try (InputStream in = open(0)) {
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                digest.update(piece, 0, read);
                size += read;
            }
        }
        return size;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Asks the file system. */
    @FunctionalInterface
    interface Look {
        FileStamp at(Path path) throws IOException;
    }
}
