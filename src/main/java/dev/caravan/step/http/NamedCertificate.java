package dev.caravan.step.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** A certificate in a file, which is trusted instead of those that all trust; its server must still have the name that was asked. */
public final class NamedCertificate {
    private NamedCertificate() {}

    /**
     * What trusts the first certificate of {@code pem} alone, and those that it has signed.
     *
     * @param file where it comes from, for the message
     * @throws IOException when it is no certificate
     */
    public static TrustManager trusting(String file, byte[] pem) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "own", CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem)));
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers()[0];
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " is no certificate in PEM", e);
        }
    }

    /**
     * How to speak TLS with a server.
     *
     * @param file the certificate in PEM; null or empty for those that all trust
     * @throws IOException when the file cannot be read, or is no certificate
     */
    public static SSLContext context(String file) throws IOException {
        try {
            if (file == null || file.isEmpty()) {
                return SSLContext.getDefault();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trusting(file, Files.readAllBytes(Path.of(file)))}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java speaks no TLS (" + e.getMessage() + ")", e);
        }
    }
}
