package dev.caravan.system.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of a database file and its write-ahead log. Equal digests mean equal content; equal content may have two digests,
 * one before and one after the log was merged.
 */
final class ContentDigest {
    private static final int BLOCK = 1 << 16;

    private ContentDigest() {}

    static String of(SqliteFile file) throws IOException {
        MessageDigest digest = sha256();
        add(file.path(), digest);
        if (Files.exists(file.log())) {
            add(file.log(), digest);
        }
        return "sha256:" + HexFormat.of().formatHex(digest.digest());
    }

    private static void add(Path path, MessageDigest digest) throws IOException {
        byte[] block = new byte[BLOCK];
        try (InputStream in = Files.newInputStream(path)) {
            for (int length = in.read(block); length >= 0; length = in.read(block)) {
                digest.update(block, 0, length);
            }
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
