package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.caravan.servers.Ports;
import dev.caravan.servers.RouterChild;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two versions of a service compared under a user's requests and by an A/B run, judged by a gate and told in the report. */
class MirrorIT {
    private final List<HttpServer> services = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean done;
    private int port;

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        new RouterChild(folder.resolve("state"), "move", "api").stop();
        services.forEach(service -> service.stop(0));
    }

    @Test
    void shouldGoOnWhereTheSidesAgreeAndTellWhatDiffersInTheReport() throws Exception {
        Scene scene = scene("v2", 50);

        Called ended = underLoad(() -> scene.call("run", "-q", "--report", folder.resolve("report.json")));

        assertThat(ended.exit()).as(ended.err()).isZero();
        JsonNode report = new ObjectMapper().readTree(Files.readString(folder.resolve("report.json")));
        JsonNode shadow = evidence(report, "shadow");
        assertThat(shadow.path("compared").asInt()).isGreaterThanOrEqualTo(60);
        assertThat(shadow.path("agreement").asDouble()).isBetween(0.6, 0.8);
        JsonNode worst = shadow.at("/endpoints/0");
        assertThat(worst.path("endpoint").asText()).isEqualTo("GET /robots/{id}");
        assertThat(worst.at("/differences/0/path").asText()).isEqualTo(".state");
        assertThat(worst.at("/differences/0/records").toString()).contains("id ");
        assertThat(worst.at("/differences/0/examples/0/v1").asText()).isEqualTo("text of 4");
        assertThat(evidence(report, "side by side").path("compared").asInt()).isEqualTo(30);
        assertThat(report.toString()).doesNotContain("idle", "halt");
    }

    @Test
    void shouldFailWhereTooLittleAgrees() throws Exception {
        Scene scene = scene("v2", 95);

        Called ended = underLoad(() -> scene.call("run", "-q"));

        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err()).contains("% of").contains("answers agree, 95% are asked for");
    }

    private Scene scene(String second, int agreement) throws IOException {
        port = Ports.free();
        Files.writeString(folder.resolve("requests.txt"), "/robots/3\n{\"path\":\"/robots/4\"}\n");
        return new Scene(folder)
                .migration(
                        """
                        migration: move
                        systems: { app-v1: { http: "%s" }, app-v2: { http: "%s" } }
                        traffic:
                          api:
                            router: { embedded: "127.0.0.1:%d" }
                            v1: app-v1
                            v2: app-v2
                            writes: shared
                            mirror: { share: 100%%, compare: { ignore: [.at] } }
                        gates:
                          same: { criteria: [ { fact: .shadow.agreement, pass: "> 0.5" }, { fact: .shadow.latency.ratio.p50, pass: "> 0" } ] }
                        plan:
                          - phase: shadow
                            steps:
                              - mirror: { name: shadow, of: api, requests: 60, for: 60s, agreement: %d%%, stay: true }
                              - ab: { name: side by side, of: api, requests: 30, rate: 500/s }
                              - ab: { name: from a file, of: api, requests: 4, from: %s }
                              - gate: same
                        """
                                .formatted(
                                        service("v1"),
                                        service(second),
                                        port,
                                        agreement,
                                        folder.resolve("requests.txt")));
    }

    /** Every third robot has another state on v2. */
    private String service(String side) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/robots/", exchange -> {
            try (exchange) {
                int id = Integer.parseInt(exchange.getRequestURI().getPath().replaceFirst(".*/", ""));
                String state = id % 3 == 0 && side.equals("v2") ? "halt" : "idle";
                byte[] body = "{\"id\":%d,\"state\":\"%s\",\"at\":%d}"
                        .formatted(id, state, System.nanoTime())
                        .getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        services.add(server);
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A user asks as long as the run lasts; it listens only once the step has started it. */
    private Called underLoad(Run run) throws Exception {
        Thread user = new Thread(this::ask, "user");
        user.start();
        try {
            return run.go();
        } finally {
            done = true;
            user.join();
        }
    }

    private void ask() {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        while (!done) {
            try {
                URI robot = URI.create("http://127.0.0.1:" + port + "/robots/" + asked.incrementAndGet());
                client.send(HttpRequest.newBuilder(robot).build(), BodyHandlers.ofString());
            } catch (IOException e) {
                // Not yet
                Thread.onSpinWait();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static JsonNode evidence(JsonNode report, String step) {
        for (JsonNode one : report.path("steps")) {
            if (one.path("step").asText().endsWith(step)) {
                return one.path("evidence");
            }
        }
        throw new AssertionError("no step " + step + " in " + report.path("steps"));
    }

    private interface Run {
        Called go() throws Exception;
    }
}
