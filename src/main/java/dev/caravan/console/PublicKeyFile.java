package dev.caravan.console;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An Ed25519 public key as {@code openssl pkey -pubout} writes it. */
public final class PublicKeyFile {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]{1,500})-----END PUBLIC KEY-----\\s*");
    private static final long MOST_BYTES = 10_000;

    private PublicKeyFile() {}

    /**
     * The key, X.509 in Base64.
     *
     * @throws CaravanException USAGE when the file holds no such key
     */
    public static String read(Path file) {
        try {
            String text = Files.size(file) > MOST_BYTES ? "" : Files.readString(file);
            Matcher pem = PEM.matcher(text);
            if (!pem.matches()) {
                throw refused(file, "is no public key in PEM form", null);
            }
            String key = pem.group(1).replaceAll("\\s", "");
            KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(key)));
            return key;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw refused(file, "holds no Ed25519 public key", e);
        }
    }

    private static CaravanException refused(Path file, String what, Exception cause) {
        return new CaravanException(
                ErrorCode.USAGE,
                file.toString(),
                what + "; 'openssl genpkey -algorithm ed25519 -out me.pem' makes a pair, and"
                        + " 'openssl pkey -in me.pem -pubout' writes the public half",
                cause);
    }
}
