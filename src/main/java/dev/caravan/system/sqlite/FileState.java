package dev.caravan.system.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HexFormat;
import net.openhft.hashing.LongTupleHashFunction;

/**
 * What tells quickly whether a database was written: of the file and of its write-ahead log the size, the time and the head
 * with SQLite's own counters, for the clock of a file system is coarse.
 */
record FileState(Part database, Part log) {
    private static final int HEAD = 100;

    static FileState of(SqliteFile file) throws IOException {
        return new FileState(Part.of(file.path()), Part.of(file.log()));
    }

    /** A short text; equal ones mean equal states, in other processes too. */
    String digest() {
        long[] hash = LongTupleHashFunction.xx128().hashChars(database + " " + log);
        return String.format("%016x%016x", hash[1], hash[0]);
    }

    /** One file; a log that is missing and an empty one are the same. */
    record Part(long size, FileTime modified, Object identity, String head) {
        static Part of(Path path) throws IOException {
            if (!Files.exists(path) || Files.size(path) == 0) {
                return new Part(0, FileTime.fromMillis(0), null, "");
            }
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Part(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey(), head(path));
        }

        private static String head(Path path) throws IOException {
            ByteBuffer head = ByteBuffer.allocate(HEAD);
            HeldFiles.at(path).read(head, 0);
            return HexFormat.of().formatHex(head.array(), 0, head.position());
        }
    }
}
