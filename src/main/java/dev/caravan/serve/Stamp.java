package dev.caravan.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * What the file system says of a file, links looked at themselves: two equal stamps some time apart mean that nobody wrote
 * in between.
 *
 * @param changed when content or attributes last changed, which nobody can set; else as {@code modified}
 */
record Stamp(Kind kind, long size, FileTime modified, FileTime changed, Object key) {
    /** What stands under a name. */
    enum Kind {
        REGULAR,
        LINK,
        FOLDER,
        /** A pipe, a socket, a device. */
        OTHER
    }

    /** The stamp; empty when nothing stands there. */
    static Optional<Stamp> of(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
            Object changed =
                    unix ? Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS) : now.lastModifiedTime();
            return Optional.of(
                    new Stamp(kind(now), now.size(), now.lastModifiedTime(), (FileTime) changed, now.fileKey()));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** How many names a file has; 1 where the file system does not tell. */
    static int names(Path file) throws IOException {
        boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
        return unix ? (int) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) : 1;
    }

    private static Kind kind(BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            return Kind.REGULAR;
        }
        if (attributes.isSymbolicLink()) {
            return Kind.LINK;
        }
        return attributes.isDirectory() ? Kind.FOLDER : Kind.OTHER;
    }
}
