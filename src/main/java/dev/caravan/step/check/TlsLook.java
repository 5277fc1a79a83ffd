package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.SystemSettings;
import dev.caravan.spi.StepCall;
import dev.caravan.step.http.NamedCertificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A certificate that is trusted, valid for its host, and for some days more. One that a server has signed itself is trusted where
 * the check, or the http system that it names, says {@code certificate:}.
 */
final class TlsLook implements Look {
    private static final int MILLIS = 5_000;
    private static final int HTTPS = 443;

    @Override
    public Seen look(StepCall call) {
        JsonNode options = call.step().options();
        String asked = options.path("tls").asText();
        ObjectNode facts = Look.facts();
        try {
            SystemSettings system = call.migration().systems().get(asked);
            String trusted =
                    system == null ? "" : system.options().path("certificate").asText("");
            URI server = URI.create(system == null ? "https://" + asked : system.address());
            if (server.getHost() == null || !"https".equals(server.getScheme())) {
                throw new IOException("it wants host:port, or an http system with an https: URL");
            }
            long days = days(server, options.path("certificate").asText(trusted));
            facts.put("days", days);
            Comparison pass = Comparison.of(options.path("pass").asText("> 0"));
            return pass.holds(days)
                    ? Seen.good(facts)
                    : Seen.bad("the certificate of " + asked + " is valid for " + days + " days more", facts);
        } catch (NoSuchFileException e) {
            return Seen.bad("the certificate of " + asked + " is not valid (no file " + e.getMessage() + ")", facts);
        } catch (IOException | IllegalArgumentException e) {
            return Seen.bad("the certificate of " + asked + " is not valid (" + e.getMessage() + ")", facts);
        }
    }

    private static long days(URI server, String trusted) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) NamedCertificate.context(trusted).getSocketFactory().createSocket()) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            int port = server.getPort() < 0 ? HTTPS : server.getPort();
            socket.connect(new InetSocketAddress(server.getHost(), port), MILLIS);
            socket.setSoTimeout(MILLIS);
            socket.startHandshake();
            X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return ChronoUnit.DAYS.between(
                    Instant.now(), certificate.getNotAfter().toInstant());
        }
    }

    @Override
    public String outlook(JsonNode options) {
        return "the certificate of " + options.path("tls").asText() + " is valid";
    }
}
