package dev.caravan.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate that its server has signed itself, made by the JDK's own keytool, for 127.0.0.1 and {@code localhost}. */
public final class SelfSigned {
    private static final char[] PASSWORD = "only-a-test".toCharArray();

    private final KeyStore store;
    private final Path certificate;

    /**
     * Makes one.
     *
     * @param name of its files below {@code folder}
     * @param days how long it is valid
     */
    public SelfSigned(Path folder, String name, int days) throws IOException {
        Path keys = folder.resolve(name + ".p12");
        certificate = folder.resolve(name + ".pem");
        List<String> words = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/keytool").toString(), "-genkeypair"));
        words.addAll(List.of("-alias", "own", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + name));
        words.addAll(List.of("-ext", "san=ip:127.0.0.1,dns:localhost", "-validity", String.valueOf(days)));
        words.addAll(List.of("-keystore", keys.toString(), "-storepass", new String(PASSWORD)));
        run(words);
        try (InputStream in = Files.newInputStream(keys)) {
            store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD);
            Files.writeString(
                    certificate, pem("CERTIFICATE", store.getCertificate("own").getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Its PEM file. */
    public Path certificate() {
        return certificate;
    }

    /** Its private key, as a PEM file. */
    public Path key() throws IOException {
        try {
            Path file = Path.of(certificate.toString().replaceFirst("[.]pem$", ".key"));
            return Files.writeString(
                    file, pem("PRIVATE KEY", store.getKey("own", PASSWORD).getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** A web service that shows it, and answers everything with 200 and what was asked; to be stopped. */
    public HttpsServer serve() throws IOException {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context));
            server.createContext("/", exchange -> {
                try (exchange) {
                    byte[] asked = exchange.getRequestURI().toString().getBytes(UTF_8);
                    exchange.sendResponseHeaders(200, asked.length);
                    exchange.getResponseBody().write(asked);
                }
            });
            server.start();
            return server;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static String pem(String what, byte[] encoded) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(UTF_8)).encodeToString(encoded);
        return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
    }

    private static void run(List<String> words) throws IOException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
