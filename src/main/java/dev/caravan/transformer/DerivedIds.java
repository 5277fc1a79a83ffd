package dev.caravan.transformer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Ids for records that have none: the first 128 bits of SHA-256 over namespace, pipeline and the record's source key; for a
 * child over namespace, pipeline, child table, the parent's source key and the number. Each part is its length in UTF-8 bytes
 * (32 bits, big-endian) and then these bytes; a number is written in decimal.
 *
 * <p>This form is for ever: another one would give every record a second id. One a thread.
 */
final class DerivedIds {
    private static final int HEX = 32;

    private final String namespace;
    private final String pipeline;
    private final MessageDigest sha256 = sha256();
    private final ByteText parts = new ByteText();

    DerivedIds(String namespace, String pipeline) {
        this.namespace = namespace;
        this.pipeline = pipeline;
    }

    /** The id of a record, as 32 hexadecimal digits. */
    byte[] ofRecord(String key) {
        begin();
        part(key);
        return digest();
    }

    /** The id of a child, as 32 hexadecimal digits. */
    byte[] ofChild(String table, String key, long number) {
        begin();
        part(table);
        part(key);
        part(Long.toString(number));
        return digest();
    }

    /** The same 128 bits as the text of a UUID; no bit is taken for a version. */
    static byte[] asUuid(byte[] hex) {
        byte[] uuid = new byte[HEX + 4];
        int to = 0;
        for (int from = 0; from < HEX; from++) {
            if (from == 8 || from == 12 || from == 16 || from == 20) {
                uuid[to++] = '-';
            }
            uuid[to++] = hex[from];
        }
        return uuid;
    }

    private void begin() {
        parts.clear();
        part(namespace);
        part(pipeline);
    }

    private void part(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        for (int shift = 24; shift >= 0; shift -= 8) {
            parts.add(bytes.length >>> shift);
        }
        parts.add(bytes, 0, bytes.length);
    }

    private byte[] digest() {
        sha256.update(parts.bytes(), 0, parts.length());
        return HexFormat.of().formatHex(sha256.digest(), 0, HEX / 2).getBytes(ISO_8859_1);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
