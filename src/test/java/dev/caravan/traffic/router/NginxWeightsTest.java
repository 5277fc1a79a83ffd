package dev.caravan.traffic.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.PathMap;
import dev.caravan.model.Side;
import dev.caravan.model.Split;
import dev.caravan.model.Sticky;
import dev.caravan.model.Traffic;
import dev.caravan.model.TrafficRules;
import dev.caravan.servers.NginxServer;
import dev.caravan.servers.Ports;
import dev.caravan.spi.TrafficRouter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shares by the weights of an upstream, in front of which stands the operator's own server. */
class NginxWeightsTest {
    private static final int CLIENTS = 500;
    private static final boolean CAMPAIGN = Boolean.getBoolean("caravan.campaign");

    @TempDir
    private Path folder;

    private final int port = Ports.free();
    private final int asked = Ports.free();
    private TwoSides sides;
    private NginxServer nginx;

    @BeforeEach
    void start() throws Exception {
        sides = new TwoSides();
        nginx = new NginxServer(folder);
    }

    @AfterEach
    void stop() throws Exception {
        nginx.close();
        sides.close();
    }

    @Test
    void shouldMoveClientsForwardAndBackBehindTheOperatorsOwnServer() throws IOException {
        TrafficRouter router = router("http://127.0.0.1:" + asked);
        router.install();
        own();
        assertThat(router.split()).isEqualTo(Split.NONE);

        Set<String> before = new HashSet<>();
        for (int share : List.of(0, 5, 25, 50, 100)) {
            router.put(Split.of(share));
            Set<String> now = moved();
            assertThat(router.split()).isEqualTo(Split.of(share));
            assertThat(now).as("%d %%", share).containsAll(before);
            assertThat(now.size() / (double) CLIENTS).isCloseTo(share / 100.0, within(0.09));
            before = now;
        }

        router.put(Split.OFF);
        assertThat(router.split()).isEqualTo(Split.OFF);
        assertThat(moved()).isEmpty();
    }

    @Test
    void shouldKeepTheShareOverARestartAndWhenInstalledAgain() throws IOException {
        TrafficRouter router = router("http://127.0.0.1:" + asked);
        router.install();
        own();
        router.put(Split.of(100));

        nginx.close();
        assertThatThrownBy(router::split).hasMessageContaining("does not say its share");
        nginx.start();
        router.install();

        assertThat(router.split()).isEqualTo(Split.of(100));
        assertThat(ask("anyone")).startsWith("v2");
    }

    /** What does not come into force leaves all as it was; nobody is lost but for an idle connection that nginx closes. */
    @Test
    void shouldLoseNobodyAndBelieveNothingInSwitchesOfWhichAThirdIsBroken() throws Exception {
        TrafficRouter router = router("http://127.0.0.1:" + asked);
        router.install();
        own();
        Path other = nginx.conf("other");
        ExecutorService threads = Executors.newCachedThreadPool();
        AtomicBoolean stop = new AtomicBoolean();
        List<Future<Integer>> loads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String key = "load" + i;
            loads.add(threads.submit(() -> load(key, stop)));
        }
        Split now = Split.NONE;

        for (int i = 0; i < (CAMPAIGN ? 60 : 15); i++) {
            Split next = now.share() == 0 ? Split.of(100) : Split.NONE;
            String before = Files.readString(nginx.conf("api"));
            if (i % 3 == 2) {
                Files.writeString(other, "nonsense;\n");
                assertThatThrownBy(() -> router.put(next))
                        .isInstanceOf(CaravanException.class)
                        .hasMessageContaining("is back");
                Files.delete(other);
                assertThat(nginx.conf("api")).hasContent(before);
            } else {
                router.put(next);
                now = next;
            }
            assertThat(router.split()).isEqualTo(now);
            for (int client = 0; client < 5; client++) {
                assertThat(ask("after" + client)).as("change %d", i).startsWith(now.share() == 0 ? "v1" : "v2");
            }
        }

        stop.set(true);
        int requests = 0;
        for (Future<Integer> load : loads) {
            requests += load.get(30, TimeUnit.SECONDS);
        }
        threads.shutdown();
        assertThat(requests).isGreaterThan(100);
    }

    /** Twenty connections that meet new workers tell nothing of an old one that a busy machine has left alone for a while. */
    @Test
    void shouldNotBelieveTheNewWorkersWhileAnOldOneStillTakesConnections() throws Exception {
        TrafficRouter router = router("http://127.0.0.1:" + asked, Duration.ofSeconds(2));
        router.install();
        own();
        long slow = nginx.worker();
        signal("STOP", slow);

        assertThatThrownBy(() -> router.put(Split.of(100)))
                .hasMessageContaining("still takes connections")
                .hasMessageContaining("is back");
        signal("CONT", slow);
        router("http://127.0.0.1:" + asked).put(Split.of(100));

        assertThat(ask("anyone")).startsWith("v2");
    }

    private static void signal(String name, long pid) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** Asks again once, over a new connection, when a kept one was closed before anything was answered. */
    private Integer load(String key, AtomicBoolean stop) throws IOException {
        int requests = 0;
        KeptConnection connection = new KeptConnection(listener());
        while (!stop.get()) {
            try {
                connection.get("/" + requests, "X-Session: " + key + "\r\n");
            } catch (IOException closed) {
                connection.close();
                connection = new KeptConnection(listener());
                connection.get("/" + requests, "X-Session: " + key + "\r\n");
            }
            requests++;
        }
        connection.close();
        return requests;
    }

    /** The server block that an operator has. */
    private void own() throws IOException {
        Files.writeString(
                nginx.conf("own"),
                """
                server {
                    listen 127.0.0.1:%d;
                    location / {
                        proxy_pass http://caravan_api;
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                        proxy_next_upstream off;
                    }
                }
                """
                        .formatted(port));
        assertThat(new NginxProgram(nginx.command()).reload().isBad()).isFalse();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < end) {
            try {
                ask("anyone");
                return;
            } catch (IOException notYet) {
                Probe.pause();
            }
        }
    }

    private TrafficRouter router(String probe) {
        return router(probe, Duration.ofSeconds(20));
    }

    private TrafficRouter router(String probe, Duration patience) {
        ObjectNode options = JsonNodeFactory.instance
                .objectNode()
                .put("mode", "weights")
                .put("conf", nginx.conf("api").toString())
                .put("probe", probe);
        nginx.command().forEach(options.withArray("command")::add);
        Traffic service = new Traffic(
                "api",
                "nginx",
                options,
                sides.base(Side.V1, ""),
                sides.base(Side.V2, ""),
                PathMap.SAME,
                new Sticky(Sticky.By.HEADER, "X-Session"),
                Map.of(),
                Map.of(),
                null,
                TrafficRules.NONE,
                null,
                "test.yaml:1:1");
        return TrafficRouters.router(service, folder, List.of(), patience);
    }

    private URI listener() {
        return URI.create("http://127.0.0.1:" + port);
    }

    private String ask(String session) throws IOException {
        try (KeptConnection connection = new KeptConnection(listener())) {
            return connection.get("/", "X-Session: " + session + "\r\n");
        }
    }

    private Set<String> moved() throws IOException {
        Set<String> moved = new HashSet<>();
        try (KeptConnection connection = new KeptConnection(listener())) {
            for (int i = 0; i < CLIENTS; i++) {
                String client = "client-" + i * 7919;
                if (connection.get("/", "X-Session: " + client + "\r\n").startsWith("v2")) {
                    moved.add(client);
                }
            }
        }
        return moved;
    }
}
