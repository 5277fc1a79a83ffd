package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.repository.Database;
import dev.caravan.repository.Journal;
import dev.caravan.repository.JournalEntry;
import dev.caravan.servers.Callers;
import dev.caravan.servers.HaproxyServer;
import dev.caravan.servers.NginxServer;
import dev.caravan.servers.Ports;
import dev.caravan.servers.RouterChild;
import dev.caravan.servers.TwoServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two services behind a real router, and a migration that ramps from one to the other. */
abstract class RampScene {
    private final List<AutoCloseable> open = new ArrayList<>();
    TwoServices services;
    Scene scene;
    int port;

    @TempDir
    Path folder;

    @BeforeEach
    void begin() {
        services = closing(new TwoServices());
        scene = new Scene(folder);
        // The embedded router, or what copies requests behind the others
        open.add(new RouterChild(folder.resolve("state"), "move", "api")::stop);
        port = Ports.free();
    }

    @AfterEach
    void end() throws Exception {
        Exception failed = null;
        for (int i = open.size() - 1; i >= 0; i--) {
            try {
                open.get(i).close();
            } catch (Exception one) {
                // What was opened before it must not stay
                failed = one;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    <T extends AutoCloseable> T closing(T thing) {
        open.add(thing);
        return thing;
    }

    /** A ramp whose stages take a second and some, with errors above 30 % as its trigger. */
    void migration(String router, String ramp, String steps) {
        migration(router, ramp, steps, "");
    }

    /** @param systems more of them, behind a comma */
    void migration(String router, String ramp, String steps, String systems) {
        scene.migration(
                """
                migration: move
                systems: { app-v1: { http: "%s" }, app-v2: { http: "%s" }%s }
                traffic:
                  api:
                    router: { %s }
                    v1: app-v1
                    v2: app-v2
                    writes: shared
                    rise-every: 100ms
                    sticky: { header: X-Session }
                    %s
                notify: { channels: { people: { file: DIR/notices.ndjson } }, on: { failed: [ people ] } }
                plan:
                  - phase: switch
                    steps:
                %s
                """
                        .formatted(
                                services.v1(),
                                services.v2(),
                                systems,
                                router,
                                ramp.strip().replace("\n", "\n    "),
                                steps.indent(6)));
    }

    /** One of the three, running where it is not Caravan that starts it. */
    String router(String kind) throws IOException {
        return switch (kind) {
            case "nginx" -> nginx();
            case "haproxy" -> haproxy();
            default -> embedded();
        };
    }

    String embedded() {
        return "embedded: \"127.0.0.1:" + port + "\"";
    }

    String nginx() throws IOException {
        NginxServer nginx = closing(new NginxServer(Files.createDirectories(folder.resolve("nginx"))));
        return "nginx: { conf: \"%s\", listen: \"127.0.0.1:%d\", command: [\"%s\"] }"
                .formatted(nginx.conf("api"), port, String.join("\", \"", nginx.command()));
    }

    String haproxy() throws IOException {
        HaproxyServer haproxy = closing(new HaproxyServer(Files.createDirectories(folder.resolve("h"))));
        return "haproxy: { conf: \"%s\", socket: \"%s\", listen: \"127.0.0.1:%d\", command: [\"%s\"], reload: [\"%s\"] }"
                .formatted(
                        haproxy.conf("api"),
                        haproxy.socket(),
                        port,
                        String.join("\", \"", haproxy.command()),
                        String.join("\", \"", haproxy.reload()));
    }

    /** Every entry of the journal. */
    String journal() {
        try (Database database = Database.open(scene.state(), Clock.systemUTC())) {
            return new Journal(database, Clock.systemUTC())
                    .entries(0, 10_000).stream().map(JournalEntry::toString).collect(Collectors.joining("\n"));
        }
    }

    /** No client is sent to v2 any more. */
    void allOnV1() {
        long seen = services.seenByV2();
        try (Callers callers = new Callers(port)) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (callers.count("v1") < 50 && System.nanoTime() < end) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
            assertThat(callers.count("v1")).isGreaterThanOrEqualTo(50);
            assertThat(callers.count("v2")).isZero();
        }
        assertThat(services.seenByV2()).isEqualTo(seen);
    }

    static void awaitThat(java.util.concurrent.Callable<Boolean> holds) {
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(holds);
    }
}
