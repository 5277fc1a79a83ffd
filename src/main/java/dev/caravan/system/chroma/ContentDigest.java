package dev.caravan.system.chroma;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over the records of a collection in their order: ids, documents, addresses and metadata, each with its length. */
final class ContentDigest {
    /** Records a page, where no vectors are read. */
    static final int PAGE = 2000;

    private final MessageDigest digest = sha256();
    private long records;

    void add(Page page) {
        for (int index = 0; index < page.count(); index++) {
            add(page.id(index));
            add(page.document(index));
            add(page.uri(index));
            add(page.metadata(index).json());
            records++;
        }
    }

    /** How many records were added. */
    long records() {
        return records;
    }

    /** The digest so far; more may be added. */
    String text() {
        try {
            MessageDigest copy = (MessageDigest) digest.clone();
            return "sha256:" + HexFormat.of().formatHex(copy.digest()) + " of " + records;
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
        }
    }

    private void add(String text) {
        if (text == null) {
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(-1).array());
            return;
        }
        add(text.getBytes(UTF_8));
    }

    private void add(byte[] bytes) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
