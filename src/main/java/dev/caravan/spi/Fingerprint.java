package dev.caravan.spi;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A digest of records whatever their order: the sum of the SHA-256 of each, every field with its length before it. A record
 * that is there twice counts twice. Needs the same memory for any number of records. Used by one thread.
 */
public final class Fingerprint {
    private static final int FIELD_HEAD = 5;

    private final MessageDigest sha256 = sha256();
    private final long[] sums = new long[4];
    private byte[] open = new byte[1024];
    private int used;
    private long records;

    /** Adds a field of the record that is open; null is another field than no bytes. */
    public Fingerprint field(byte[] bytes) {
        return bytes == null ? field('0', new byte[0], 0) : field('b', bytes, bytes.length);
    }

    /**
     * Adds a field of the record that is open.
     *
     * @param type tells values apart that have the same bytes and are not equal
     */
    public Fingerprint field(char type, byte[] bytes, int length) {
        if (open.length - used < length + FIELD_HEAD) {
            open = Arrays.copyOf(open, Math.max(open.length * 2, used + length + FIELD_HEAD));
        }
        ByteBuffer.wrap(open, used, FIELD_HEAD).put((byte) type).putInt(length);
        System.arraycopy(bytes, 0, open, used + FIELD_HEAD, length);
        used += FIELD_HEAD + length;
        return this;
    }

    /** Adds a field of eight bytes. */
    public Fingerprint field(char type, long value) {
        return field(type, ByteBuffer.allocate(Long.BYTES).putLong(value).array(), Long.BYTES);
    }

    /** Adds a field of text. */
    public Fingerprint field(String text) {
        return field(text == null ? null : text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** Ends the open record and counts it. */
    public void end() {
        sha256.update(open, 0, used);
        ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
        for (int lane = 0; lane < sums.length; lane++) {
            sums[lane] += digest.getLong();
        }
        records++;
        used = 0;
    }

    /** How many records were ended. */
    public long records() {
        return records;
    }

    /** The digest of all ended records, as hex; may be asked at any time. */
    public String hex() {
        ByteBuffer all = ByteBuffer.allocate(Long.BYTES * (sums.length + 1));
        for (long sum : sums) {
            all.putLong(sum);
        }
        return HexFormat.of().formatHex(sha256().digest(all.putLong(records).array()));
    }

    /** What was added, as a part. */
    public Snapshot.Part part(String name) {
        return new Snapshot.Part(name, records, hex());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
