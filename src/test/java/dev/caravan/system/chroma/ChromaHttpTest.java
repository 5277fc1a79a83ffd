package dev.caravan.system.chroma;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsServer;
import dev.caravan.model.ErrorCode;
import dev.caravan.servers.SelfSigned;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server behind TLS, as the JVM's own settings trust it. */
class ChromaHttpTest {
    @TempDir
    private Path folder;

    private SSLContext before;
    private SelfSigned own;
    private HttpsServer server;

    @BeforeEach
    void start() throws Exception {
        before = SSLContext.getDefault();
        own = new SelfSigned(folder, "own", 9);
        server = own.serve();
    }

    @AfterEach
    void stop() {
        SSLContext.setDefault(before);
        server.stop(0);
    }

    @Test
    void shouldCallAServerThatTheJvmTrusts() throws Exception {
        SSLContext.setDefault(trusting(own.certificate()));
        try (ChromaHttp http = http("127.0.0.1")) {
            assertThat(asked(http)).isEqualTo("/api/v2/heartbeat");
            assertThat(asked(http)).as("over the same connection").isEqualTo("/api/v2/heartbeat");
        }
    }

    @Test
    void shouldRefuseACertificateThatNobodyTrusts() {
        try (ChromaHttp http = http("127.0.0.1")) {
            assertThatThrownBy(() -> asked(http))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("certification path");
        }
    }

    @Test
    void shouldRefuseACertificateOfAnotherName() throws Exception {
        SSLContext.setDefault(trusting(own.certificate()));
        try (ChromaHttp http = http("127.0.0.2")) {
            assertThatThrownBy(() -> asked(http)).isInstanceOf(Refused.class);
        }
    }

    private static String asked(ChromaHttp http) {
        return http.get("/api/v2/heartbeat", body -> new String(body.readAllBytes(), UTF_8));
    }

    private ChromaHttp http(String host) {
        URI base = URI.create("https://" + host + ":" + server.getAddress().getPort());
        ChromaAddress address =
                new ChromaAddress(base, "t", "d", Optional.empty(), Duration.ofSeconds(20), ErrorCode.TARGET_UNUSABLE);
        return new ChromaHttp(address, new Patience(Clock.systemUTC()));
    }

    private static SSLContext trusting(Path certificate) throws Exception {
        KeyStore known = KeyStore.getInstance(KeyStore.getDefaultType());
        known.load(null, null);
        try (InputStream pem = Files.newInputStream(certificate)) {
            known.setCertificateEntry(
                    "own", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(known);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
