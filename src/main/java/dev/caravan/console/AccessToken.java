package dev.caravan.console;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A bearer token for programs.
 *
 * @param text what the program sends; shown once and kept nowhere
 * @param digest SHA-256 of it, as hex: what is kept
 */
public record AccessToken(String text, String digest) {
    private static final int BYTES = 32;

    /** A new token of 256 random bits. */
    public static AccessToken make() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        String text = "caravan-" + HexFormat.of().formatHex(bytes);
        return new AccessToken(text, digest(text));
    }

    /** The digest of a token that was sent. */
    static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The token itself is not shown. */
    @Override
    public String toString() {
        return "token ***";
    }
}
