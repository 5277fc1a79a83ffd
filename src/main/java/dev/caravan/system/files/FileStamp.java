package dev.caravan.system.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

/**
 * What a file system says about a file, without its content. Links are looked at themselves.
 *
 * @param changed when its content or its attributes last changed, where the file system knows that; else as {@code modified}
 * @param key which file it is, whatever its name, or null where the file system does not say
 */
record FileStamp(Kind kind, long size, FileTime modified, FileTime changed, Object key) {
    private static final Duration TICK = Duration.ofSeconds(1);

    enum Kind {
        REGULAR,
        LINK,
        OTHER
    }

    static FileStamp of(Path path) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        FileTime modified = attributes.lastModifiedTime();
        boolean unix = path.getFileSystem().supportedFileAttributeViews().contains("unix");
        Object changed = unix ? Files.getAttribute(path, "unix:ctime", LinkOption.NOFOLLOW_LINKS) : modified;
        return new FileStamp(kind(attributes), attributes.size(), modified, (FileTime) changed, attributes.fileKey());
    }

    boolean regular() {
        return kind == Kind.REGULAR;
    }

    /** True when the file changed so shortly before {@code now} that another change may leave its times as they are. */
    boolean freshAt(Instant now) {
        Instant latest = changed.compareTo(modified) > 0 ? changed.toInstant() : modified.toInstant();
        return latest.isAfter(now.minus(TICK));
    }

    /** What is not as in {@code earlier}, for people. */
    String differenceTo(FileStamp earlier) {
        if (kind != earlier.kind) {
            return "it became " + (kind == Kind.LINK ? "a link" : "something else than a file");
        }
        if (size != earlier.size) {
            return "its size went from " + earlier.size + " to " + size + " bytes";
        }
        return key != null && !key.equals(earlier.key)
                ? "another file took its place"
                : "its content was written again";
    }

    private static Kind kind(BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            return Kind.REGULAR;
        }
        return attributes.isSymbolicLink() ? Kind.LINK : Kind.OTHER;
    }
}
