package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.StepCall;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** A certificate that is valid for its host, and for some days more. */
final class TlsLook implements Look {
    private static final int MILLIS = 5_000;

    @Override
    public Seen look(StepCall call) {
        JsonNode options = call.step().options();
        String address = options.path("tls").asText();
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? address : address.substring(0, colon);
        ObjectNode facts = Look.facts();
        try (SSLSocket socket = (SSLSocket) SSLSocketFactory.getDefault().createSocket()) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.connect(
                    new InetSocketAddress(host, colon < 0 ? 443 : Integer.parseInt(address.substring(colon + 1))),
                    MILLIS);
            socket.setSoTimeout(MILLIS);
            socket.startHandshake();
            X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            long days = ChronoUnit.DAYS.between(
                    Instant.now(), certificate.getNotAfter().toInstant());
            facts.put("days", days);
            Comparison pass = Comparison.of(options.path("pass").asText("> 0"));
            return pass.holds(days)
                    ? Seen.good(facts)
                    : Seen.bad("the certificate of " + address + " is valid for " + days + " days more", facts);
        } catch (IOException | IllegalArgumentException e) {
            return Seen.bad("the certificate of " + address + " is not valid (" + e.getMessage() + ")", facts);
        }
    }

    @Override
    public String outlook(JsonNode options) {
        return "the certificate of " + options.path("tls").asText() + " is valid";
    }
}
