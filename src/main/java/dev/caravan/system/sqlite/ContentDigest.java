package dev.caravan.system.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.hashing.LongTupleHashFunction;

/**
 * A digest of 128 bits of a database file and its write-ahead log. Equal digests mean equal content; equal content may have two
 * digests, one before and one after the log was merged. It tells a changed file from the same one, and is no proof against
 * somebody who makes files for it: that needs no more than the right to write them, and then they are simply copied.
 */
final class ContentDigest {
    private static final int BLOCK = 1 << 17;
    private static final LongTupleHashFunction HASH = LongTupleHashFunction.xx128();

    private ContentDigest() {}

    static String of(SqliteFile file) throws IOException {
        long[] sum = new long[2];
        add(file.path(), sum);
        if (Files.exists(file.log())) {
            add(file.log(), sum);
        }
        return String.format("xx128:%016x%016x", sum[1], sum[0]);
    }

    /** Takes a file's blocks in, one after the other: the sum before is hashed with each. */
    private static void add(Path path, long[] sum) throws IOException {
        byte[] block = new byte[BLOCK + 2 * Long.BYTES];
        ByteBuffer before = ByteBuffer.wrap(block);
        FileChannel in = HeldFiles.at(path);
        long at = 0;
        for (int length = read(in, at, block); length > 0; length = read(in, at, block)) {
            before.putLong(0, sum[0]).putLong(Long.BYTES, sum[1]);
            HASH.hashBytes(block, 0, 2 * Long.BYTES + length, sum);
            at += length;
        }
    }

    private static int read(FileChannel in, long at, byte[] block) throws IOException {
        ByteBuffer into = ByteBuffer.wrap(block, 2 * Long.BYTES, BLOCK).slice();
        while (into.hasRemaining() && in.read(into, at + into.position()) >= 0) {
            // On to the end of the block or of the file
        }
        return into.position();
    }
}
