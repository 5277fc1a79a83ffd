package dev.caravan.traffic.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.model.PathMap;
import dev.caravan.model.Sticky;
import dev.caravan.servers.Ports;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What passes the embedded router, byte by byte, beside sides that behave as real ones do on their worse days. */
class RouterProcessTest {
    private static final String GET = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MOMENT = Duration.ofMillis(300);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private RouterProcess router;
    private int port;

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void shouldAnswerRequestsThatCameTogetherInTheirOrder() throws Exception {
        route(side(socket -> {
            for (int number = 1; !head(socket).isEmpty(); number++) {
                say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nn" + number);
            }
        }));

        try (Socket caller = caller()) {
            say(caller, GET + GET + "GET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

            String said = rest(caller);
            assertThat(said.indexOf("n1")).isPositive().isLessThan(said.indexOf("n2"));
            assertThat(said.indexOf("n2")).isLessThan(said.indexOf("n3"));
        }
    }

    @Test
    void shouldKeepTheCallersConnectionWhenAnAnswerEndsWithThatOfTheSide() throws Exception {
        route(side(socket -> {
            head(socket);
            say(socket, "HTTP/1.0 200 OK\r\n\r\nuntil the end");
        }));

        try (Socket caller = caller()) {
            say(caller, GET);
            assertThat(until(caller, "0\r\n\r\n"))
                    .startsWith("HTTP/1.1 200")
                    .containsIgnoringCase("transfer-encoding: chunked")
                    .contains("until the end");
            say(caller, GET);
            assertThat(until(caller, "0\r\n\r\n")).contains("until the end");
        }
    }

    @Test
    void shouldSendOnceMoreWhatChangesNothingWhenAKeptConnectionIsClosed() throws Exception {
        route(side(socket -> {
            head(socket);
            say(socket, OK);
            // The next request comes in vain on the first connection
            if (connections.get() > 1) {
                head(socket);
                say(socket, OK);
            } else {
                head(socket);
            }
        }));

        try (Socket caller = caller()) {
            say(caller, GET);
            assertThat(until(caller, "ok")).startsWith("HTTP/1.1 200");
            say(caller, GET);
            assertThat(until(caller, "ok")).startsWith("HTTP/1.1 200");
            assertThat(connections).hasValue(2);
            assertThat(figure("/sides/v1/errors")).isZero();
        }
    }

    @Test
    void shouldNotSendTwiceWhatMayChangeSomething() throws Exception {
        AtomicInteger posts = new AtomicInteger();
        route(side(socket -> {
            for (String head = head(socket); !head.isEmpty(); head = head(socket)) {
                if (head.startsWith("POST")) {
                    posts.incrementAndGet();
                    return;
                }
                say(socket, OK);
            }
        }));

        try (Socket caller = caller()) {
            say(caller, GET);
            until(caller, "ok");
            say(caller, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
            assertThat(until(caller, "\r\n\r\n")).startsWith("HTTP/1.1 502");
            assertThat(posts).hasValue(1);
            assertThat(figure("/sides/v1/errors")).isEqualTo(1);
        }
    }

    @Test
    void shouldPassTheLeaveToSendABodyAndAnAnswerThatComesBeforeItsEnd() throws Exception {
        route(side(socket -> {
            for (String head = head(socket); !head.isEmpty(); head = head(socket)) {
                if (head.contains("/leave")) {
                    say(socket, "HTTP/1.1 100 Continue\r\n\r\n");
                    say(socket, until(socket, "body").equals("body") ? OK : "");
                } else {
                    say(socket, "HTTP/1.1 413 Too Long\r\nContent-Length: 0\r\n\r\n");
                }
            }
        }));
        String post = "POST /%s HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n";

        try (Socket caller = caller()) {
            say(caller, post.formatted("leave"));
            assertThat(until(caller, "\r\n\r\n")).startsWith("HTTP/1.1 100");
            say(caller, "body");
            assertThat(until(caller, "ok")).startsWith("HTTP/1.1 200");
        }
        try (Socket caller = caller()) {
            say(caller, post.formatted("refuse"));
            assertThat(rest(caller)).startsWith("HTTP/1.1 413").containsIgnoringCase("connection: close");
        }
    }

    @Test
    void shouldNotBlameASideForACallerThatGoesAway() throws Exception {
        AtomicInteger ended = new AtomicInteger();
        route(side(socket -> {
            head(socket);
            ended.addAndGet(socket.getInputStream().read() < 0 ? 1 : 0);
        }));

        try (Socket caller = caller()) {
            say(caller, GET);
            while (connections.get() == 0) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }

        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20); ended.get() == 0; ) {
            assertThat(System.nanoTime()).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(figure("/sides/v1/errors")).isZero();
    }

    @Test
    void shouldCheckTheCertificateOfASideAndItsName() throws Exception {
        Path ca = certificate();
        int side = secured();

        route(URI.create("https://localhost:" + side), ca);
        assertThat(asked()).startsWith("HTTP/1.1 200").endsWith("secured");
        router.close();
        route(URI.create("https://localhost:" + side), null);
        assertThat(asked()).startsWith("HTTP/1.1 502");
        router.close();
        route(URI.create("https://127.0.0.1:" + side), ca);
        assertThat(asked()).startsWith("HTTP/1.1 502");
    }

    @Test
    void shouldAskNothingMoreOverAConnectionWhoseRequestIsNotOver() throws Exception {
        CompletableFuture<String> after = new CompletableFuture<>();
        route(side(socket -> {
            if (head(socket).startsWith("POST")) {
                say(socket, "HTTP/1.1 413 Too Long\r\nContent-Length: 0\r\n\r\n");
                after.complete(rest(socket));
            } else {
                say(socket, OK);
            }
        }));

        try (Socket caller = caller()) {
            say(caller, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf");
            assertThat(rest(caller)).startsWith("HTTP/1.1 413");
        }

        assertThat(after.get(20, TimeUnit.SECONDS)).isEqualTo("half");
        assertThat(asked()).startsWith("HTTP/1.1 200");
    }

    @Test
    void shouldNotWaitForeverForTheRestOfAHeadNorCloseWhatOnlyRests() throws Exception {
        route(side(this::answerAll), new Bounds(HOUR, MOMENT, MOMENT, 4));

        try (Socket resting = caller();
                Socket half = caller()) {
            say(resting, GET);
            until(resting, "ok");
            say(half, GET + "GET /b HTTP/1.1\r\nHo");

            assertThat(rest(half)).startsWith("HTTP/1.1 200").endsWith("ok");
            say(resting, GET);
            assertThat(until(resting, "ok")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void shouldEndAWebSocketOverWhichNothingPasses() throws Exception {
        CompletableFuture<String> after = new CompletableFuture<>();
        route(
                side(socket -> {
                    head(socket);
                    say(socket, "HTTP/1.1 101 On\r\nConnection: upgrade\r\nUpgrade: websocket\r\n");
                    say(socket, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
                    say(socket, until(socket, "word"));
                    after.complete(rest(socket));
                }),
                new Bounds(MOMENT, HOUR, HOUR, 4));

        try (Socket caller = caller()) {
            say(caller, "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n");
            say(caller, "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(until(caller, "\r\n\r\n")).startsWith("HTTP/1.1 101");
            say(caller, "word");

            assertThat(rest(caller)).isEqualTo("word");
            assertThat(after.get(20, TimeUnit.SECONDS)).isEmpty();
        }
    }

    @Test
    void shouldLetRequestsWaitWhereASideHasAsManyConnectionsAsItMay() throws Exception {
        route(side(this::answerAll), new Bounds(HOUR, HOUR, HOUR, 1));
        List<Socket> callers = new ArrayList<>();

        for (int i = 0; i < 24; i++) {
            callers.add(caller());
            say(callers.get(i), GET);
        }
        for (Socket caller : callers) {
            assertThat(until(caller, "ok")).startsWith("HTTP/1.1 200");
            caller.close();
        }

        assertThat(connections.get()).isBetween(1, Runtime.getRuntime().availableProcessors());
    }

    private void answerAll(Socket socket) throws IOException {
        while (!head(socket).isEmpty()) {
            say(socket, OK);
        }
    }

    private String asked() throws IOException {
        try (Socket caller = caller()) {
            say(caller, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            return rest(caller);
        }
    }

    /** A certificate for localhost by that name alone, and its key. */
    private Path certificate() throws Exception {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        String store = folder.resolve("side.p12").toString();
        Path ca = folder.resolve("side.pem");
        keytool(
                tool,
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=x",
                "-ext",
                "san=dns:localhost",
                store);
        keytool(tool, "-exportcert", "-alias", "a", "-rfc", "-file", ca.toString(), store);
        return ca;
    }

    private static void keytool(Path tool, String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of(tool.toString()));
        all.addAll(List.of(words).subList(0, words.length - 1));
        all.addAll(List.of("-keystore", words[words.length - 1], "-storepass", "secret", "-storetype", "PKCS12"));
        assertThat(new ProcessBuilder(all)
                        .redirectErrorStream(true)
                        .redirectOutput(Path.of("/dev/null").toFile())
                        .start()
                        .waitFor())
                .isZero();
    }

    private int secured() throws Exception {
        Vertx vertx = Vertx.vertx();
        open.add(() -> vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS));
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setSsl(true)
                        .setKeyCertOptions(new PfxOptions()
                                .setPath(folder.resolve("side.p12").toString())
                                .setPassword("secret")))
                .requestHandler(request -> request.response().end("secured"));
        server.listen().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        return server.actualPort();
    }

    private void route(int side) throws IOException {
        route(side, Bounds.USUAL);
    }

    private void route(int side, Bounds bounds) throws IOException {
        route(URI.create("http://127.0.0.1:" + side), null, bounds);
    }

    private void route(URI side, Path ca) throws IOException {
        route(side, ca, Bounds.USUAL);
    }

    private void route(URI side, Path ca, Bounds bounds) throws IOException {
        port = Ports.free();
        ServiceFile file = new ServiceFile(
                "api", "127.0.0.1:" + port, side, side, PathMap.SAME, Sticky.ADDRESS, Map.of(), null, ca, false);
        Files.writeString(folder.resolve("service.json"), file.text());
        router = RouterProcess.open(folder, bounds);
        open.add(router);
    }

    private long figure(String pointer) throws IOException {
        return new ObjectMapper().readTree(router.say()).at(pointer).asLong();
    }

    /** A side that does the same with each of its connections, and then closes it. */
    private int side(Serving serving) throws IOException {
        ServerSocket server = new ServerSocket(0);
        open.add(server);
        daemon(() -> {
            while (true) {
                Socket socket = server.accept();
                connections.incrementAndGet();
                daemon(() -> {
                    try (socket) {
                        serving.serve(socket);
                    }
                });
            }
        });
        return server.getLocalPort();
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                // The test is over, or the router is done with a connection
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private interface Work {
        void run() throws IOException;
    }

    private interface Serving {
        void serve(Socket socket) throws IOException;
    }

    private Socket caller() throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String head(Socket socket) throws IOException {
        return until(socket, "\r\n\r\n");
    }

    /** What comes, up to this end; what came before the connection's, if that is earlier. */
    private static String until(Socket socket, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (text.indexOf(end) < 0) {
            int read = in.read();
            if (read < 0) {
                break;
            }
            text.append((char) read);
        }
        return text.toString();
    }

    private static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
}
