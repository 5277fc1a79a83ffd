package dev.caravan.traffic.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.ClientSides;
import dev.caravan.model.Cohort;
import dev.caravan.model.PathMap;
import dev.caravan.model.Side;
import dev.caravan.model.Split;
import dev.caravan.model.Sticky;
import dev.caravan.model.Traffic;
import dev.caravan.model.TrafficRules;
import dev.caravan.servers.Ports;
import dev.caravan.spi.TrafficRouter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link TrafficRouter} promises, on the real program between two real services. */
abstract class TrafficRouterContract {
    private static final int CLIENTS = 500;
    private static final boolean CAMPAIGN = Boolean.getBoolean("caravan.campaign");

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    protected TwoSides sides;
    protected int port;

    /** Starts the program. */
    protected abstract void start(Path at) throws Exception;

    /** What the file says of the router beside {@code listen}. */
    protected abstract String kind();

    protected abstract void options(ObjectNode options);

    /** True where headers that {@code Connection} names stay on this hop. */
    protected boolean keepsWhatConnectionNames() {
        return false;
    }

    @BeforeEach
    void prepare() throws Exception {
        sides = new TwoSides();
        open.add(sides);
        port = Ports.free();
        start(folder);
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

    @Test
    void shouldSendEverybodyToV1WhenInstalled() throws IOException {
        TrafficRouter router = router(service("", Sticky.ADDRESS));

        router.install();

        assertThat(router.split()).isEqualTo(Split.NONE);
        assertThat(moved(clients())).isEmpty();
    }

    @Test
    void shouldKeepTheSplitWhenInstalledAgain() throws IOException {
        router(session("")).install();
        router(session("")).put(Split.of(40));

        router(session("")).install();

        assertThat(router(session("")).split()).isEqualTo(Split.of(40));
        assertThat(moved(clients()).size() / (double) CLIENTS).isCloseTo(0.40, within(0.09));
    }

    @Test
    void shouldOnlyMoveClientsForwardWhenTheShareGrowsAndBackWhenItShrinks() throws IOException {
        TrafficRouter router = router(session(""));
        router.install();
        Map<Integer, Set<String>> seen = new TreeMap<>();

        for (int share : List.of(0, 1, 5, 25, 50, 99, 100)) {
            router.put(Split.of(share));
            seen.put(share, moved(clients()));
            assertThat(seen.get(share)).as("%d %%, as computed", share).isEqualTo(computed(share));
        }

        Set<String> before = new HashSet<>();
        for (Map.Entry<Integer, Set<String>> step : seen.entrySet()) {
            assertThat(step.getValue()).as("%d %%", step.getKey()).containsAll(before);
            assertThat(step.getValue().size() / (double) CLIENTS).isCloseTo(step.getKey() / 100.0, within(0.09));
            before = step.getValue();
        }
        router.put(Split.of(25));
        assertThat(moved(clients())).isEqualTo(seen.get(25));
    }

    @Test
    void shouldMoveCohortsFirstKeepPinsAndTakeAllBackWhenOff() throws IOException {
        TrafficRouter router = router(session(""));
        router.install();

        assertThat(moved(List.of("alice", "Alice", "bob", "tester", "stays"))).containsExactly("tester");
        router.put(Split.COHORTS);
        assertThat(moved(List.of("alice", "Alice", "bob", "tester", "stays")))
                .containsExactlyInAnyOrder("alice", "bob", "tester");
        router.put(Split.of(100));
        assertThat(moved(List.of("alice", "Alice", "bob", "tester", "stays")))
                .containsExactlyInAnyOrder("alice", "Alice", "bob", "tester");
        router.put(Split.OFF);
        assertThat(moved(List.of("alice", "bob", "tester", "stays"))).isEmpty();
        assertThat(router.split()).isEqualTo(Split.OFF);
        router.put(Split.NONE);
        assertThat(moved(List.of("alice", "bob", "tester", "stays"))).containsExactly("tester");
    }

    @Test
    void shouldMoveACohortAtTheShareItBelongsTo() throws IOException {
        TrafficRouter router = router(session(""));
        router.install();
        List<String> named = List.of("alice", "carol", "eve");

        for (Split split : List.of(Split.NONE, Split.OFF)) {
            router.put(split);
            assertThat(moved(named)).as("%s", split).isEmpty();
        }
        for (Split split : List.of(Split.COHORTS, Split.of(1), Split.of(24))) {
            router.put(split);
            assertThat(moved(named)).as("%s", split).containsExactly("alice");
        }
        for (Split split : List.of(Split.of(25), Split.of(26), Split.of(100))) {
            router.put(split);
            assertThat(moved(named)).as("%s", split).containsExactlyInAnyOrder("alice", "carol", "eve");
        }
        ClientSides told = new ClientSides(session(""), Split.of(25));
        assertThat(named).allMatch(key -> told.of(key) == Side.V2);
        assertThat(new ClientSides(session(""), Split.of(24)).of("eve")).isEqualTo(Side.V1);
    }

    @Test
    void shouldKnowAddressesByTheirText() throws IOException {
        TrafficRouter router = router(service("", PathMap.SAME, Sticky.ADDRESS, Map.of("127.0.0.9", Side.V2)));
        router.install();

        for (int client : List.of(8, 9, 10)) {
            try (KeptConnection connection =
                    new KeptConnection(listener(), InetAddress.getByName("127.0.0." + client))) {
                assertThat(connection.get("/", "")).as("client %d", client).startsWith(client == 9 ? "v2" : "v1");
            }
        }
    }

    @Test
    void shouldStickByTheAddressAtAMiddleShare() throws IOException {
        TrafficRouter router = router(service("", Sticky.ADDRESS));
        router.install();
        router.put(Split.of(50));

        Map<String, Set<String>> sides = new TreeMap<>();
        for (int round = 0; round < 3; round++) {
            for (int client = 1; client <= 40; client++) {
                String address = "127.0.0." + client;
                try (KeptConnection connection = new KeptConnection(listener(), InetAddress.getByName(address))) {
                    sides.computeIfAbsent(address, key -> new HashSet<>())
                            .add(connection
                                    .get("/" + round, "X-Session: " + round + "\r\n")
                                    .substring(0, 2));
                }
            }
        }

        assertThat(sides.values()).as("each address on one side").allMatch(seen -> seen.size() == 1);
        ClientSides told = new ClientSides(service("", Sticky.ADDRESS), Split.of(50));
        assertThat(sides).allSatisfy((address, seen) -> assertThat(seen)
                .containsExactly(told.of(address).toString()));
        assertThat(sides.values().stream().filter(seen -> seen.contains("v2")).count())
                .isBetween(8L, 32L);
    }

    @Test
    void shouldHandOnAddressesAsTheyCameBelowTheSidesPath() throws IOException {
        TrafficRouter router = router(session("/v2"));
        router.install();
        String asked = "/api/a%2Fb%20c/?q=1&r=%C3%A4+&s=a%26b";

        assertThat(ask("tester", asked)).isEqualTo("v2 GET /v2" + asked);
        assertThat(ask("stays", asked)).isEqualTo("v1 GET " + asked);
    }

    @Test
    void shouldAskV2ByItsOwnPaths() throws Exception {
        Map<String, String> beginnings = Map.of("/api", "/v2", "/ws", "/v2/ws", "/api/a.b", "/api/c");
        router(service("/x", new PathMap(beginnings), new Sticky(Sticky.By.HEADER, "X-Session")))
                .install();

        assertThat(ask("stays", "/api/talk?q=1")).isEqualTo("v1 GET /api/talk?q=1");
        assertThat(ask("tester", "/api/a%2Fb%20c/?q=%C3%A4+")).isEqualTo("v2 GET /x/v2/a%2Fb%20c/?q=%C3%A4+");
        assertThat(ask("tester", "/api?q=1")).isEqualTo("v2 GET /x/v2?q=1");
        assertThat(ask("tester", "/api")).isEqualTo("v2 GET /x/v2");
        assertThat(ask("tester", "/ws/api")).isEqualTo("v2 GET /x/v2/ws/api");
        assertThat(ask("tester", "/api/a.b/d")).isEqualTo("v2 GET /x/api/c/d");
        assertThat(ask("tester", "/api/a-b")).isEqualTo("v2 GET /x/v2/a-b");
        assertThat(ask("tester", "/apis")).isEqualTo("v2 GET /x/apis");
        assertThat(ask("tester", "/health")).isEqualTo("v2 GET /x/health");
        HttpClient client = HttpClient.newHttpClient();
        assertThat(EchoedWord.over(client, port, "stays", "/ws/s-1?a=b", "where"))
                .isEqualTo("v1 /ws/s-1?a=b");
        assertThat(EchoedWord.over(client, port, "tester", "/ws/s-1?a=b", "where"))
                .isEqualTo("v2 /x/v2/ws/s-1?a=b");
    }

    @Test
    void shouldStickByCookieAndByPartOfThePath() throws IOException {
        TrafficRouter cookie = router(service("", new Sticky(Sticky.By.COOKIE, "sid")));
        cookie.install();
        assertThat(askWith("Cookie: a=b; sid=tester; c=d\r\n", "/")).startsWith("v2");
        assertThat(askWith("Cookie: a=tester\r\n", "/")).startsWith("v1");

        TrafficRouter path = router(service("", new Sticky(Sticky.By.PATH, "3")));
        path.install();
        assertThat(askWith("", "/ws/x/tester/more")).startsWith("v2");
        assertThat(askWith("", "/ws/tester/x")).startsWith("v1");
    }

    @Test
    void shouldCarryUploadsStreamsEventsAndWebSockets() throws Exception {
        TrafficRouter router = router(session("/v2"));
        router.install();
        router.put(Split.of(50));
        Map<Boolean, List<String>> halves =
                clients().stream().collect(Collectors.partitioningBy(computed(50)::contains));
        HttpClient client = HttpClient.newHttpClient();
        byte[] sent = new byte[10 << 20];
        new Random(7).nextBytes(sent);

        for (boolean moved : List.of(true, false)) {
            String session = halves.get(moved).get(0);
            String side = moved ? "v2" : "v1";
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(listener().resolve("/echo")).header("X-Session", session);
            HttpResponse<byte[]> whole =
                    client.send(request.POST(BodyPublishers.ofByteArray(sent)).build(), BodyHandlers.ofByteArray());
            HttpResponse<byte[]> chunked = client.send(
                    request.POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(sent)))
                            .build(),
                    BodyHandlers.ofByteArray());
            assertThat(whole.body()).isEqualTo(sent);
            assertThat(chunked.body()).isEqualTo(sent);
            assertThat(chunked.headers().firstValue("X-Side")).hasValue(side);
            assertThat(firstEvent(client, session)).isEqualTo("data: " + side + " 1");
            assertThat(EchoedWord.over(client, port, session)).isEqualTo(side + " hello");
        }
    }

    /** The first of three events, which must be here long before the last one is sent. */
    private String firstEvent(HttpClient client, String session) throws Exception {
        HttpResponse<Stream<String>> events = client.send(
                HttpRequest.newBuilder(listener().resolve("/events"))
                        .header("X-Session", session)
                        .build(),
                BodyHandlers.ofLines());
        try (Stream<String> lines = events.body()) {
            return lines.findFirst().orElseThrow();
        }
    }

    @Test
    void shouldTellTheSideWhoAsksAndKeepWhatIsForThisHop() throws IOException {
        router(session("")).install();

        String seen = askWith(
                "X-Session: tester\r\nX-Forwarded-For: 10.1.2.3\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\nX-Stays: 2\r\n"
                        + "Keep-Alive: timeout=7\r\nTE: trailers\r\nProxy-Connection: keep-alive\r\n",
                "/headers");

        assertThat(seen).containsIgnoringCase("x-forwarded-for: 10.1.2.3, 127.0.0.1");
        assertThat(seen)
                .as("what is for this hop alone")
                .doesNotContainIgnoringCase("keep-alive")
                .doesNotContainIgnoringCase("\nte:")
                .doesNotContainIgnoringCase("proxy-connection");
        assertThat(seen.toLowerCase(Locale.ROOT).contains("x-hop"))
                .as("a header that Connection names: nginx and HAProxy hand it on")
                .isNotEqualTo(keepsWhatConnectionNames());
        assertThat(seen).containsIgnoringCase("x-stays: 2").containsIgnoringCase("host: localhost");
        assertThat(seen).containsIgnoringCase("x-forwarded-proto: http");
    }

    @Test
    void shouldLoseNoRequestAndAnswerFromNoWrongSideInSwitchesUnderLoad() throws Exception {
        TrafficRouter router = router(session(""));
        router.install();
        ExecutorService threads = Executors.newCachedThreadPool();
        AtomicBoolean stop = new AtomicBoolean();
        List<Future<Integer>> loads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String key = "load" + i;
            loads.add(threads.submit(() -> load(key, stop)));
        }

        for (int i = 0; i < (CAMPAIGN ? 100 : 20); i++) {
            Split split = i % 2 == 0 ? Split.of(100) : Split.OFF;
            router.put(split);
            for (int client = 0; client < 5; client++) {
                assertThat(ask("after" + client, "/")).startsWith(i % 2 == 0 ? "v2" : "v1");
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

    private Integer load(String key, AtomicBoolean stop) throws IOException {
        int requests = 0;
        try (KeptConnection connection = new KeptConnection(listener())) {
            while (!stop.get()) {
                connection.get("/" + requests, "X-Session: " + key + "\r\n");
                requests++;
            }
        }
        return requests;
    }

    protected TrafficRouter router(Traffic service) {
        return closing(TrafficRouters.router(service, folder.resolve("state"), program(), Duration.ofSeconds(20)));
    }

    /** The words that start this program, for a router that is a child of it. */
    static List<String> program() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.caravan.cli.Caravan");
    }

    protected Traffic session(String v2Path) {
        return service(v2Path, new Sticky(Sticky.By.HEADER, "X-Session"));
    }

    protected Traffic service(String v2Path, Sticky sticky) {
        return service(v2Path, PathMap.SAME, sticky);
    }

    private Traffic service(String v2Path, PathMap paths, Sticky sticky) {
        return service(v2Path, paths, sticky, Map.of("tester", Side.V2, "stays", Side.V1));
    }

    private Traffic service(String v2Path, PathMap paths, Sticky sticky, Map<String, Side> pins) {
        ObjectNode options = JsonNodeFactory.instance.objectNode().put("listen", "127.0.0.1:" + port);
        options(options);
        return new Traffic(
                "api",
                kind(),
                options,
                sides.base(Side.V1, ""),
                sides.base(Side.V2, v2Path),
                paths,
                sticky,
                Map.of(
                        "beta",
                        Cohort.first(List.of("alice", "bob", "stays")),
                        "early",
                        new Cohort(25, List.of("carol", "eve"))),
                pins,
                null,
                TrafficRules.NONE,
                null,
                "test.yaml:1:1");
    }

    protected URI listener() {
        return URI.create("http://127.0.0.1:" + port);
    }

    protected String ask(String session, String path) throws IOException {
        return askWith("X-Session: " + session + "\r\n", path);
    }

    private String askWith(String headers, String path) throws IOException {
        try (KeptConnection connection = new KeptConnection(listener())) {
            return connection.get(path, headers);
        }
    }

    private static List<String> clients() {
        List<String> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add("client-" + i * 7919);
        }
        return clients;
    }

    /** Those of the clients who are on v2 as far as their keys tell. */
    private Set<String> computed(int share) {
        ClientSides told = new ClientSides(session(""), Split.of(share));
        return clients().stream().filter(client -> told.of(client) == Side.V2).collect(Collectors.toSet());
    }

    /** Those of the clients that v2 answers. */
    private Set<String> moved(List<String> clients) throws IOException {
        Set<String> moved = new HashSet<>();
        try (KeptConnection connection = new KeptConnection(listener())) {
            for (String client : clients) {
                if (connection.get("/", "X-Session: " + client + "\r\n").startsWith("v2")) {
                    moved.add(client);
                }
            }
        }
        return moved;
    }
}
