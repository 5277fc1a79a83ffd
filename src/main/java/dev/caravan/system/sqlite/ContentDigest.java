package dev.caravan.system.sqlite;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * A digest of a database file and its write-ahead log: their size and two checksums of 32 bits. Equal digests mean equal
 * content; equal content may have two digests, one before and one after the log was merged. It tells a changed file from the
 * same one, and is no proof against somebody who makes files for it: that needs no more than the right to write them, and then
 * they are simply copied. Two checksums of which the JVM has machine code from the start cost a tenth of a hash that it first
 * has to compile, while the copy begins beside it.
 */
final class ContentDigest {
    private static final int BLOCK = 1 << 17;

    private final Checksum one = new CRC32();
    private final Checksum other = new CRC32C();
    private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    private long size;

    private final BooleanSupplier unwanted;

    private ContentDigest(BooleanSupplier unwanted) {
        this.unwanted = unwanted;
    }

    /**
     * Reads all of it.
     *
     * @param unwanted true once nobody needs it any more; an interrupt would close the file for all who read it
     * @throws InterruptedIOException when it is no longer wanted
     */
    static String of(SqliteFile file, BooleanSupplier unwanted) throws IOException {
        ContentDigest digest = new ContentDigest(unwanted);
        digest.add(file.path());
        if (Files.exists(file.log())) {
            digest.add(file.log());
        }
        return String.format("crc:%x-%08x%08x", digest.size, digest.one.getValue(), digest.other.getValue());
    }

    private void add(Path path) throws IOException {
        FileChannel channel = HeldFiles.at(path);
        for (long at = 0; channel.read(block, at) >= 0; at += block.position(), block.clear()) {
            size += block.position();
            one.update(block.flip());
            other.update(block.rewind());
            if (unwanted.getAsBoolean()) {
                throw new InterruptedIOException("nobody waits for the digest of " + path);
            }
        }
    }
}
