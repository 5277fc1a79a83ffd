package dev.caravan.traffic.metric;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.caravan.model.PathMap;
import dev.caravan.model.Ramp;
import dev.caravan.model.Side;
import dev.caravan.model.SideWindow;
import dev.caravan.model.Split;
import dev.caravan.model.Sticky;
import dev.caravan.model.Traffic;
import dev.caravan.model.TrafficRules;
import dev.caravan.servers.HaproxyServer;
import dev.caravan.servers.NginxServer;
import dev.caravan.servers.Ports;
import dev.caravan.servers.TwoServices;
import dev.caravan.spi.MetricProvider;
import dev.caravan.spi.TrafficRouter;
import dev.caravan.traffic.router.RouterControl;
import dev.caravan.traffic.router.TrafficRouters;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link MetricProvider} promises: on the real routers, and on Prometheus' answers. */
class TrafficMetricsTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final int port = Ports.free();

    @TempDir
    private Path folder;

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private <T extends AutoCloseable> T closing(T thing) {
        open.add(thing);
        return thing;
    }

    private static Ramp ramp(ObjectNode metrics) {
        Duration hold = Duration.ofMinutes(1);
        Ramp.Conditions none = Ramp.Conditions.none();
        return new Ramp(
                List.of(new Ramp.Stage(Split.of(100), hold)),
                none,
                none,
                null,
                new Ramp.Pace(Duration.ofSeconds(1), null, 1, hold),
                metrics);
    }

    private Traffic service(String router, TwoServices services, ObjectNode metrics) throws IOException {
        return new Traffic(
                "api",
                router,
                options(router),
                URI.create(services.v1()),
                URI.create(services.v2()),
                PathMap.SAME,
                Sticky.ADDRESS,
                Map.of(),
                Map.of(),
                null,
                TrafficRules.NONE,
                ramp(metrics),
                "m.yaml:1:1");
    }

    private ObjectNode options(String router) throws IOException {
        ObjectNode options = JsonNodeFactory.instance.objectNode().put("listen", "127.0.0.1:" + port);
        switch (router) {
            case "nginx" -> {
                NginxServer nginx = closing(new NginxServer(Files.createDirectories(folder.resolve("nginx"))));
                options.put("conf", nginx.conf("api").toString());
                nginx.command().forEach(options.putArray("command")::add);
            }
            case "haproxy" -> {
                HaproxyServer haproxy = closing(new HaproxyServer(Files.createDirectories(folder.resolve("h"))));
                options.put("conf", haproxy.conf("api").toString());
                options.put("socket", haproxy.socket().toString());
                haproxy.command().forEach(options.putArray("command")::add);
                haproxy.reload().forEach(options.putArray("reload")::add);
            }
            default ->
                closing(() -> RouterControl.find(folder.resolve("api"))
                        .ifPresent(control -> control.ask("POST", "/stop", "")));
        }
        return options;
    }

    private TrafficRouter router(Traffic service) {
        List<String> program = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.caravan.cli.Caravan");
        return closing(TrafficRouters.router(service, folder, program, Duration.ofSeconds(60)));
    }

    private int ask() throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + "/").toURL().openConnection(Proxy.NO_PROXY);
        int status = connection.getResponseCode();
        (status < 400 ? connection.getInputStream() : connection.getErrorStream()).readAllBytes();
        return status;
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "nginx", "haproxy"})
    void shouldTellWhatEachSideAnswered(String kind) throws Exception {
        TwoServices services = closing(new TwoServices());
        Traffic service = service(kind, services, JsonNodeFactory.instance.objectNode());
        TrafficRouter router = router(service);
        router.install();
        ask();
        MetricProvider provider = closing(TrafficMetrics.of(service, folder, Clock.systemUTC()));

        ask();
        ask();
        router.put(Split.of(100));
        services.slow(50);
        for (int i = 0; i < 10; i++) {
            ask();
        }
        services.slow(0).failing(1);
        for (int i = 0; i < 4; i++) {
            assertThat(ask()).isEqualTo(500);
        }

        SideWindow v1 = settled(provider, Side.V1, 2);
        SideWindow v2 = settled(provider, Side.V2, 14);
        assertThat(v1.requests()).isEqualTo(2);
        assertThat(v1.errors()).isZero();
        assertThat(v2.requests()).isEqualTo(14);
        assertThat(v2.errors()).isEqualTo(4);
        assertThat(v2.p50().orElseThrow()).isBetween(45.0, 5_000.0);
        assertThat(v2.p99().orElseThrow()).isGreaterThanOrEqualTo(v2.p50().orElseThrow());
    }

    /** Lines of a log may come a moment after their answers. */
    private static SideWindow settled(MetricProvider provider, Side side, double requests) {
        AtomicReference<SideWindow> last = new AtomicReference<>();
        org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            last.set(provider.window(side, LONG).orElseThrow());
            return last.get().requests() >= requests;
        });
        return last.get();
    }

    @Test
    void shouldTellNothingWhenTheRouterIsGone() throws Exception {
        TwoServices services = closing(new TwoServices());
        Traffic service = service("haproxy", services, JsonNodeFactory.instance.objectNode());
        router(service).install();
        MetricProvider provider = closing(TrafficMetrics.of(service, folder, Clock.systemUTC()));
        assertThat(provider.window(Side.V2, LONG))
                .hasValueSatisfying(window -> assertThat(window.requests()).isZero());

        open.stream().filter(HaproxyServer.class::isInstance).forEach(haproxy -> ((HaproxyServer) haproxy).close());

        org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> provider.window(Side.V2, LONG)
                .isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "200, 100, 2, true",
        "200, 100, 0, true",
        "200, NaN, 2, false",
        "200, 100, NaN, false",
        "200, 100, +Inf, false",
        "200, 100, 101, false",
        "200, -1, 0, false",
        "500, 100, 2, false"
    })
    void shouldTakeNoImpossibleFiguresFromPrometheus(int status, String requests, String errors, boolean told)
            throws Exception {
        HttpServer prometheus = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        closing(() -> prometheus.stop(0));
        prometheus.createContext("/api/v1/query", exchange -> {
            try (exchange) {
                String query = exchange.getRequestURI().getQuery();
                assertThat(query).endsWith("_v2_300s");
                String value = query.contains("requests") ? requests : query.contains("errors") ? errors : "0.25";
                byte[] body =
                        ("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"value\":[1,\""
                                        + value + "\"]}]}}")
                                .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        prometheus.start();
        ObjectNode metrics = JsonNodeFactory.instance
                .objectNode()
                .put("prometheus", "http://127.0.0.1:" + prometheus.getAddress().getPort())
                .put("requests", "requests_$side_$window")
                .put("errors", "errors_$side_$window")
                .put("p99", "p99_$side_$window");
        Traffic service = service("none", closing(new TwoServices()), metrics);

        Optional<SideWindow> window =
                TrafficMetrics.of(service, folder, Clock.systemUTC()).window(Side.V2, LONG);

        assertThat(window.isPresent()).isEqualTo(told);
        window.ifPresent(figures -> {
            assertThat(figures.requests()).isEqualTo(100);
            assertThat(figures.p99()).hasValue(250);
            assertThat(figures.p50()).isEmpty();
        });
    }

    /** It is no fault of v2's, which a ramp would bear for its patience alone. */
    @Test
    void shouldKnowNothingYetOfATimeTooShortForPrometheus() throws Exception {
        ObjectNode metrics = JsonNodeFactory.instance
                .objectNode()
                .put("prometheus", "http://127.0.0.1:1")
                .put("requests", "r")
                .put("errors", "e");
        Traffic service = service("none", closing(new TwoServices()), metrics);

        Optional<SideWindow> window =
                TrafficMetrics.of(service, folder, Clock.systemUTC()).window(Side.V2, Duration.ofSeconds(5));

        assertThat(window).map(SideWindow::requests).hasValue(0.0);
    }
}
