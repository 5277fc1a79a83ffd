package dev.caravan.traffic.router;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Mirror;
import dev.caravan.model.PathMap;
import dev.caravan.model.Side;
import dev.caravan.model.Split;
import dev.caravan.model.Sticky;
import dev.caravan.model.Traffic;
import dev.caravan.model.TrafficRules;
import dev.caravan.servers.Ports;
import dev.caravan.spi.TrafficMirror;
import dev.caravan.spi.TrafficRouter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link TrafficMirror} promises, on the real program between two real services. */
abstract class TrafficMirrorContract {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    static final Mirror.Compare IGNORING_TIME =
            new Mirror.Compare(List.of(".at"), List.of(), List.of(), Map.of(), List.of(), 0);

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private TwoSides sides;
    private int port;
    private int tee;
    private URI v2;

    /** Starts the program. */
    protected abstract void start(Path at) throws Exception;

    protected abstract String kind();

    protected abstract void options(ObjectNode options);

    @BeforeEach
    void prepare() throws Exception {
        sides = closing(new TwoSides());
        port = Ports.free();
        tee = Ports.free();
        v2 = sides.base(Side.V2, "/v2");
        start(folder);
        closing(() -> RouterControl.find(state()).ifPresent(control -> control.stop(PATIENCE)));
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    protected <T extends AutoCloseable> T closing(T thing) {
        open.add(thing);
        return thing;
    }

    protected Path state() {
        return folder.resolve("state/api");
    }

    @Test
    void shouldCompareBothSidesAndTellWhatDiffersWhere() throws Exception {
        TrafficMirror mirror = on(mirror(1, IGNORING_TIME));

        try (KeptConnection connection = new KeptConnection(listener())) {
            for (int i = 0; i < 40; i++) {
                assertThat(connection.get("/agree/" + i, "")).contains("same");
                assertThat(connection.get("/differ/" + i, "")).contains("\"v1\"");
                if (i % 4 == 3) {
                    // Ahead of a comparison that a busy machine holds up, copies would be dropped
                    int asked = 2 * i + 2;
                    awaited(mirror, json -> json.path("compared").asInt() >= asked);
                }
            }
        }

        JsonNode found = awaited(mirror, json -> json.path("compared").asInt() >= 80);
        assertThat(found.path("mirrored").asInt()).isEqualTo(80);
        assertThat(found.path("agreement").asDouble()).isEqualTo(0.5);
        assertThat(found.at("/endpoints/0/endpoint").asText()).isEqualTo("GET /agree/{id}");
        assertThat(found.at("/endpoints/0/agreement").asDouble()).isEqualTo(1);
        assertThat(found.at("/endpoints/1/differences/0/path").asText()).isEqualTo(".value");
        assertThat(found.at("/endpoints/1/differences/0/requests").asInt()).isEqualTo(40);
        assertThat(found.at("/endpoints/1/differences/0/records/0").asText()).matches("id [0-9]+");
        assertThat(found.at("/latency/ratio/p50").asDouble()).isPositive();
        assertThat(sides.copies(Side.V2)).isEqualTo(80);
        assertThat(sides.copies(Side.V1)).isZero();
        assertThat(mirror.recent()).hasSize(80);
    }

    @Test
    void shouldCopyTheShareThatIsAskedForAndNothingOnceOff() throws Exception {
        TrafficMirror mirror = on(mirror(0.2, IGNORING_TIME));

        try (KeptConnection connection = new KeptConnection(listener())) {
            for (int i = 0; i < 500; i++) {
                connection.get("/agree/" + i, "");
            }
            assertThat(awaited(mirror, json -> json.path("pending").asInt() == 0)
                            .path("mirrored")
                            .asInt())
                    .isBetween(50, 160);
            mirror.off();
            int before = sides.copies(Side.V2);
            for (int i = 0; i < 200; i++) {
                connection.get("/agree/" + i, "");
            }
            assertThat(sides.copies(Side.V2)).isEqualTo(before);
            assertThat(mirror.results(false).path("on").asBoolean()).isFalse();
        }
    }

    @Test
    void shouldCopyOnlyWhatChangesNothing() throws Exception {
        TrafficMirror mirror = on(mirror(1, IGNORING_TIME));
        HttpClient client = HttpClient.newHttpClient();

        post(client, "/agree/1");
        client.send(HttpRequest.newBuilder(listener().resolve("/agree/2")).build(), BodyHandlers.discarding());

        assertThat(mirrored(mirror, 1)).isEqualTo(1);
        assertThat(sides.copies(Side.V2)).isEqualTo(1);
    }

    @Test
    void shouldCopyWhatChangesSomethingAtNamedPathsAlone() throws Exception {
        Mirror safe = mirror(1, IGNORING_TIME);
        List<String> named = List.of("POST /agree/1", "POST /agree/2*");
        TrafficMirror mirror = on(new Mirror(1, named, 8, safe.limit(), safe.within(), safe.tee(), safe.compare()));
        HttpClient client = HttpClient.newHttpClient();

        post(client, "/agree/3");
        post(client, "/agree/11");
        client.send(HttpRequest.newBuilder(listener().resolve("/agree/1")).build(), BodyHandlers.discarding());
        post(client, "/agree/1?x=1");
        post(client, "/agree/22");

        assertThat(mirrored(mirror, 2)).isEqualTo(2);
        assertThat(sides.copies(Side.V2)).isEqualTo(2);
    }

    private int mirrored(TrafficMirror mirror, int compared) {
        return awaited(mirror, json -> json.path("compared").asInt() >= compared)
                .path("mirrored")
                .asInt();
    }

    private void post(HttpClient client, String path) throws Exception {
        client.send(
                HttpRequest.newBuilder(listener().resolve(path))
                        .POST(BodyPublishers.ofString("{}"))
                        .build(),
                BodyHandlers.discarding());
    }

    @Test
    void shouldLeaveUploadsStreamsEventsAndWebSocketsUnharmed() throws Exception {
        Mirror every = mirror(1, IGNORING_TIME);
        on(new Mirror(1, List.of("GET", "POST"), 8, every.limit(), every.within(), every.tee(), every.compare()));
        HttpClient client = HttpClient.newHttpClient();
        byte[] sent = new byte[10 << 20];
        new Random(7).nextBytes(sent);
        HttpRequest.Builder request = HttpRequest.newBuilder(listener().resolve("/echo"));

        HttpResponse<byte[]> whole =
                client.send(request.POST(BodyPublishers.ofByteArray(sent)).build(), BodyHandlers.ofByteArray());
        HttpResponse<byte[]> chunked = client.send(
                request.POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(sent)))
                        .build(),
                BodyHandlers.ofByteArray());

        assertThat(whole.body()).isEqualTo(sent);
        assertThat(chunked.body()).isEqualTo(sent);
        HttpResponse<Stream<String>> events = client.send(
                HttpRequest.newBuilder(listener().resolve("/events")).build(), BodyHandlers.ofLines());
        try (Stream<String> lines = events.body()) {
            assertThat(lines.filter(line -> line.startsWith("data")))
                    .containsExactly("data: v1 1", "data: v1 2", "data: v1 3");
        }
        assertThat(EchoedWord.over(client, port, "")).isEqualTo("v1 hello");
    }

    @Test
    void shouldDelayNoCallerWhenV2HangsAndAddUp() throws Exception {
        Mirror quick = mirror(1, IGNORING_TIME);
        TrafficMirror mirror =
                on(new Mirror(1, Mirror.SAFE, 2, quick.limit(), Duration.ofMillis(500), quick.tee(), quick.compare()));
        long begun = System.nanoTime();

        try (KeptConnection connection = new KeptConnection(listener())) {
            for (int i = 0; i < 200; i++) {
                connection.get("/hang", "");
            }
        }

        // Callers that waited for copies would take 100 s
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        JsonNode found = awaited(mirror, json -> json.path("pending").asInt() == 0);
        assertThat(found.path("mirrored").asInt()).isEqualTo(200);
        assertThat(found.path("compared").asInt()).isZero();
        assertThat(found.path("failed").asInt() + found.path("dropped").asInt()).isEqualTo(200);
        assertThat(found.at("/failures/no answer in time").asInt()).isPositive();
        assertThat(found.at("/drops/queue full").asInt()).isGreaterThan(100);
        assertThat(found.path("agreement").asDouble()).isZero();
    }

    @Test
    void shouldCountWhatADeadAndABabblingV2DoAndServeOn() throws Exception {
        try (ServerSocket babbler = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            v2 = URI.create("http://127.0.0.1:" + babbler.getLocalPort());
            Thread thread = new Thread(() -> babble(babbler), "babbler");
            thread.setDaemon(true);
            thread.start();
            TrafficMirror mirror = on(mirror(1, IGNORING_TIME));
            try (KeptConnection connection = new KeptConnection(listener())) {
                for (int i = 0; i < 20; i++) {
                    assertThat(connection.get("/agree/" + i, "")).contains("same");
                }
                awaited(mirror, json -> json.path("failed").asInt() == 20);
                babbler.close();
                for (int i = 0; i < 20; i++) {
                    assertThat(connection.get("/agree/" + i, "")).contains("same");
                }
            }
            JsonNode found = awaited(mirror, json -> json.path("pending").asInt() == 0);
            assertThat(found.path("failed").asInt()).isEqualTo(40);
            // A connection that the babbler had not taken when it closed ends otherwise
            assertThat(found.at("/failures/no connection").asInt()).isBetween(15, 20);
        }
    }

    private static void babble(ServerSocket babbler) {
        while (!babbler.isClosed()) {
            try (Socket socket = babbler.accept()) {
                OutputStream out = socket.getOutputStream();
                out.write("this is not HTTP\r\n\r\n".repeat(20).getBytes(StandardCharsets.US_ASCII));
                out.flush();
            } catch (IOException e) {
                // Closed: the loop ends
            }
        }
    }

    @Test
    void shouldLearnWhatV1ItselfAnswersDifferently() throws Exception {
        TrafficMirror mirror =
                on(mirror(1, new Mirror.Compare(List.of(), List.of(), List.of(), Map.of(), List.of(), 0.05)));

        try (KeptConnection connection = new KeptConnection(listener())) {
            for (int i = 0; i < 50; i++) {
                connection.get("/agree/" + i, "");
                JsonNode found = awaited(mirror, json -> json.path("pending").asInt() == 0);
                assertThat(found.path("failed").asInt()).isZero();
            }
        }

        JsonNode found = mirror.results(false);
        assertThat(found.at("/endpoints/0/noise/0").asText()).isEqualTo(".at");
        assertThat(found.path("agreement").asDouble()).isEqualTo(1);
        assertThat(sides.copies(Side.V1)).isBetween(3, 20);
    }

    @Test
    void shouldKeepSplitAndMirrorApart() throws Exception {
        Traffic service = service(mirror(1, IGNORING_TIME));
        TrafficRouter router = closing(TrafficRouters.router(service, folder.resolve("state"), program(), PATIENCE));
        router.install();
        router.put(Split.of(100));

        TrafficMirror mirror = mirrorOf(service);
        mirror.on("one");

        assertThat(router.split()).isEqualTo(Split.of(100));
        try (KeptConnection connection = new KeptConnection(listener())) {
            assertThat(connection.get("/differ/1", "")).contains("v2");
            router.put(Split.NONE);
            assertThat(connection.get("/differ/2", "")).contains("v1");
        }
        awaited(mirror, json -> json.path("compared").asInt() >= 1);
        mirror.off();
        assertThat(router.split()).isEqualTo(Split.NONE);
    }

    JsonNode awaited(TrafficMirror mirror, Predicate<JsonNode> enough) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        JsonNode found = mirror.results(false);
        while (!enough.test(found) && System.nanoTime() < end) {
            Probe.pause();
            found = mirror.results(false);
        }
        assertThat(enough.test(found)).as(found.toString()).isTrue();
        return found;
    }

    Mirror mirror(double share, Mirror.Compare compare) {
        return new Mirror(share, Mirror.SAFE, 8, 256 * 1024, Duration.ofSeconds(10), "127.0.0.1:" + tee, compare);
    }

    TrafficMirror on(Mirror mirror) {
        TrafficMirror made = mirrorOf(service(mirror));
        made.on("one");
        return made;
    }

    private TrafficMirror mirrorOf(Traffic service) {
        return closing(TrafficRouters.mirror(service, folder.resolve("state"), program(), PATIENCE));
    }

    Traffic service(Mirror mirror) {
        ObjectNode options = JsonNodeFactory.instance.objectNode().put("listen", "127.0.0.1:" + port);
        options(options);
        return new Traffic(
                "api",
                kind(),
                options,
                sides.base(Side.V1, ""),
                v2,
                PathMap.SAME,
                Sticky.ADDRESS,
                Map.of(),
                Map.of(),
                mirror,
                TrafficRules.NONE,
                null,
                "test.yaml:1:1");
    }

    URI listener() {
        return URI.create("http://127.0.0.1:" + port);
    }

    private static List<String> program() {
        return TrafficRouterContract.program();
    }
}
