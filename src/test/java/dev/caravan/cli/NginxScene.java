package dev.caravan.cli;

import dev.caravan.servers.NamedService;
import dev.caravan.servers.NginxServer;
import dev.caravan.servers.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

/** Two services that answer with their names behind a real nginx, and the head of a migration file that says so. */
final class NginxScene implements AutoCloseable {
    private final NamedService v1 = new NamedService("v1");
    private final NamedService v2 = new NamedService("v2");
    private final HttpClient client = HttpClient.newHttpClient();
    private final NginxServer nginx;
    private final int port = Ports.free();
    private final String head;

    NginxScene(Path folder) throws IOException {
        nginx = new NginxServer(folder.resolve("nginx"));
        head =
                """
                systems: { app-v1: { http: "%s" }, app-v2: { http: "%s" } }
                traffic:
                  api:
                    router: { nginx: { conf: "%s", listen: "127.0.0.1:%d", command: [ %s ] } }
                    v1: app-v1
                    v2: app-v2
                    sticky: { header: X-Session }
                    cohorts: { beta: [ alice ] }
                    pins: { v2: [ tester ] }
                """
                        .formatted(v1.url(), v2.url(), nginx.conf("api"), port, String.join(", ", nginx.command()));
    }

    /** {@code systems:} and {@code traffic:} with the service {@code api}; more of its keys, four spaces in, may follow. */
    String head() {
        return head;
    }

    /** Who answers a client. */
    String answer(String session) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .header("X-Session", session)
                .build();
        try {
            return client.send(request, BodyHandlers.ofString()).body();
        } catch (IOException | InterruptedException e) {
            return e.toString();
        }
    }

    /** How many of a hundred clients v2 answers. */
    int moved() {
        int moved = 0;
        for (int i = 0; i < 100; i++) {
            moved += "v2".equals(answer("client-" + i * 7919)) ? 1 : 0;
        }
        return moved;
    }

    @Override
    public void close() {
        nginx.close();
        v1.close();
        v2.close();
    }
}
