package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.servers.NamedService;
import dev.caravan.servers.Ports;
import dev.caravan.servers.RouterChild;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rollback behind the step that stopped v1: callers stay on v2 until v1 is up again, and meet nobody who is down. */
class WayBackIT {
    private final List<NamedService> services = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Set<String> answers = ConcurrentHashMap.newKeySet();

    @TempDir
    private Path folder;

    private Scene scene;
    private int port;
    private volatile boolean over;

    @BeforeEach
    void makeScene() throws IOException {
        port = Ports.free();
        Files.createFile(folder.resolve("v1-is-up"));
        Files.createFile(folder.resolve("v2-is-up"));
        scene = new Scene(folder)
                .migration(
                        """
                        migration: move
                        systems: { app-v1: { http: "%s" }, app-v2: { http: "%s" } }
                        traffic:
                          api: { router: { embedded: "127.0.0.1:%d" }, v1: app-v1, v2: app-v2, writes: shared, health: /health }
                        plan:
                          - phase: switch
                            steps:
                              - shift: { name: all, of: api, to: 100%% }
                              - exec: { name: stop v1, run: [ rm, DIR/v1-is-up ], undo: { exec: [ sh, -c, "test -e DIR/stuck || touch DIR/v1-is-up" ] } }
                              - exec: { name: look, run: [ test, -e, DIR/good ], leaves: nothing, on-failure: rollback }
                        """
                                .formatted(service("v1"), service("v2"), port));
    }

    private String service(String name) {
        NamedService service = new NamedService(name, () -> Files.exists(folder.resolve(name + "-is-up")));
        services.add(service);
        return service.url();
    }

    @AfterEach
    void stop() {
        new RouterChild(folder.resolve("state"), "move", "api").stop();
        services.forEach(NamedService::close);
    }

    @Test
    void shouldBringV1UpBeforeItsCallersComeBack() throws Exception {
        Thread caller = new Thread(this::call);
        caller.start();

        Called run = scene.call("run", "-q");

        over = true;
        caller.join();
        assertThat(run.exit()).as(run.err()).isEqualTo(5);
        assertThat(answer()).isEqualTo("v1 200");
        assertThat(answers).contains("v2 200").doesNotContain("v1 503");
    }

    @Test
    void shouldStopAndSaySoWhereV1DoesNotComeUp() throws Exception {
        scene.file("stuck", "");

        Called run = scene.call("run", "-q");

        assertThat(run.exit()).as(run.err()).isEqualTo(1);
        assertThat(run.err())
                .contains(
                        "switch/all: could not be taken back",
                        "/health with status 503",
                        "callers stay where they are");
        assertThat(answer()).isEqualTo("v2 200");
        assertThat(scene.call("shift", "0", "--reason", "v2 is worse").exit())
                .as("a person's word")
                .isZero();
        assertThat(answer()).isEqualTo("v1 503");
        Files.createFile(folder.resolve("v1-is-up"));
        assertThat(scene.call("rollback", "--reason", "v1 is up", "--yes").exit())
                .isEqualTo(5);
        assertThat(answer()).isEqualTo("v1 200");
    }

    private void call() {
        while (!over) {
            answers.add(answer());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    /** The side and its status; {@code none} before the router is there. */
    private String answer() {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                    .build();
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            return answer.body() + " " + answer.statusCode();
        } catch (IOException e) {
            return "none";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "none";
        }
    }
}
