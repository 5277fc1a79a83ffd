package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.SystemSettings;
import dev.caravan.spi.StepCall;
import dev.caravan.step.http.HttpRequests;
import dev.caravan.step.http.NamedCertificate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The handshake of a WebSocket: the status that the server answers with, 101 where it opens. */
final class WebSocketLook implements Look {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int OPEN = 101;

    @Override
    public Seen look(StepCall call) throws InterruptedException {
        JsonNode options = call.step().options();
        ObjectNode facts = Look.facts();
        String url = HttpRequests.url(
                        call.migration(), options.path("websocket").asText(), options)
                .replaceFirst("^http", "ws");
        int status;
        try {
            status = handshake(url, options.path("headers"), certificate(call, options));
        } catch (ExecutionException e) {
            return Seen.bad(
                    "no handshake with " + shown(options) + " (" + e.getCause().getMessage() + ")", facts);
        } catch (TimeoutException | IllegalArgumentException e) {
            return Seen.bad("no handshake with " + shown(options) + " within 10 s; look whether it runs", facts);
        } catch (IOException e) {
            return Seen.bad("no handshake with " + shown(options) + " (" + e.getMessage() + ")", facts);
        }
        facts.put("status", status);
        int wanted = options.path("expect").path("status").asInt(OPEN);
        return status == wanted
                ? Seen.good(facts)
                : Seen.bad(
                        "the handshake with " + shown(options) + " gives " + status + " instead of " + wanted, facts);
    }

    /** What the system that is asked names; null for those that all trust. */
    private static String certificate(StepCall call, JsonNode options) {
        SystemSettings system =
                call.migration().systems().get(options.path("websocket").asText());
        return system == null ? null : system.options().path("certificate").textValue();
    }

    private static int handshake(String url, JsonNode headers, String certificate)
            throws ExecutionException, TimeoutException, InterruptedException, IOException {
        WebSocket.Builder builder = HttpClient.newBuilder()
                .sslContext(NamedCertificate.context(url.startsWith("wss:") ? certificate : null))
                .connectTimeout(PATIENCE)
                .build()
                .newWebSocketBuilder()
                .connectTimeout(PATIENCE);
        headers.properties()
                .forEach(one -> builder.header(one.getKey(), one.getValue().asText()));
        try {
            builder.buildAsync(URI.create(url), new WebSocket.Listener() {})
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .abort();
            return OPEN;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused && refused.getResponse() != null) {
                return refused.getResponse().statusCode();
            }
            throw e;
        }
    }

    private static String shown(JsonNode options) {
        return options.path("websocket").asText() + options.path("path").asText("");
    }

    @Override
    public String outlook(JsonNode options) {
        return "the handshake of the WebSocket " + shown(options) + " gives "
                + options.path("expect").path("status").asInt(OPEN);
    }
}
