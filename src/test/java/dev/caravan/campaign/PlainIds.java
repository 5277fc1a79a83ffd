package dev.caravan.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The derived ids of BarnabeeNet: half of a SHA-256 over its parts, each led by its length in four bytes. */
final class PlainIds {
    private PlainIds() {}

    static String of(String pipeline, String key) {
        return digest("barnabeenet", pipeline, key);
    }

    static String ofChild(String pipeline, String table, String parentKey, int number) {
        return digest("barnabeenet", pipeline, table, parentKey, Integer.toString(number));
    }

    private static String digest(String... parts) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(UTF_8);
                sha256.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
                sha256.update(bytes);
            }
            return HexFormat.of().formatHex(sha256.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
