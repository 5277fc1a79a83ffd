package dev.caravan.camel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import dev.caravan.servers.SelfSigned;
import dev.caravan.step.http.HttpCaller;
import dev.caravan.step.http.HttpCaller.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CamelHttpTest {
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;
    private CamelHouse house;
    private CamelHttp http;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::answer);
        server.start();
        house = CamelHouse.build(Path.of("routes"), Map.of()).forPlan();
        house.bind("run", new ChunkLoopTest.Idle());
        house.start();
        http = new CamelHttp(house::context);
    }

    @AfterEach
    void stop() {
        over.countDown();
        house.close();
        server.stop(0);
    }

    @Test
    void shouldSendWhatTheRequestSaysAndNothingElse() throws IOException {
        HttpCaller.Answer answer = http.call(new Request(
                "POST", url("/a%20b?q=1%2C2&r=%C3%BC"), Map.of("X-One", "1"), "{\"ü\":1}", Duration.ofSeconds(60)));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("grüße");
        assertThat(answer.headers()).containsEntry("x-two", "2");
        assertThat(seen.get(0)).isEqualTo("POST /a%20b?q=1%2C2&r=%C3%BC 1 {\"ü\":1}");
    }

    @Test
    void shouldGiveEveryStatusBackAndFollowNoRedirect() throws IOException {
        assertThat(http.call(get("/500")).status()).isEqualTo(500);
        assertThat(http.call(get("/302")).status()).isEqualTo(302);
        assertThat(seen).hasSize(2);
    }

    @Test
    void shouldNotWaitForABodyThatStalls() {
        Request request = new Request("GET", url("/stall"), Map.of(), null, Duration.ofMillis(700));

        assertThatThrownBy(() -> http.call(request))
                .isInstanceOf(IOException.class)
                .hasMessage("nothing within 0.7 s");
    }

    @Test
    void shouldSayWhyThereIsNoAnswer() {
        int port = server.getAddress().getPort();
        server.stop(0);

        assertThatThrownBy(() -> http.call(
                        new Request("GET", "http://127.0.0.1:" + port, Map.of(), null, Duration.ofSeconds(60))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Connection refused");
    }

    @Test
    void shouldTrustTheNamedCertificateAloneAndOnlyWhereItIsNamed(@TempDir Path folder) throws IOException {
        SelfSigned own = new SelfSigned(folder, "own", 30);
        String other = new SelfSigned(folder, "other", 30).certificate().toString();
        Path none = Files.writeString(folder.resolve("none.pem"), "nothing");
        HttpsServer tls = own.serve();
        try {
            String url = "https://127.0.0.1:" + tls.getAddress().getPort() + "/";

            assertThat(http.call(trusting(url + "a?q=1%2C2", own.certificate().toString()))
                            .body())
                    .isEqualTo("/a?q=1%2C2");
            assertThatThrownBy(() -> http.call(trusting(url, null))).hasMessageContaining("unable to find valid cert");
            assertThatThrownBy(() -> http.call(trusting(url, other))).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> http.call(trusting(url, none.toString())))
                    .hasMessage(none + " is no certificate in PEM");
            String byAnotherName = "https://127.0.0.2:" + tls.getAddress().getPort() + "/";
            assertThatThrownBy(() ->
                            http.call(trusting(byAnotherName, own.certificate().toString())))
                    .isInstanceOf(IOException.class);
        } finally {
            tls.stop(0);
        }
    }

    private static Request trusting(String url, String certificate) {
        return new Request("GET", url, Map.of(), null, Duration.ofSeconds(60), certificate);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                + exchange.getRequestHeaders().getFirst("X-One") + " " + body);
        String path = exchange.getRequestURI().getPath();
        byte[] text = "grüße".getBytes(UTF_8);
        exchange.getResponseHeaders().set("X-Two", "2");
        switch (path) {
            case "/500" -> exchange.sendResponseHeaders(500, -1);
            case "/302" -> {
                exchange.getResponseHeaders().set("Location", "/elsewhere");
                exchange.sendResponseHeaders(302, -1);
            }
            case "/stall" -> stall(exchange);
            default -> {
                exchange.sendResponseHeaders(201, text.length);
                exchange.getResponseBody().write(text);
            }
        }
        exchange.close();
    }

    private void stall(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 100);
        exchange.getResponseBody().write(1);
        exchange.getResponseBody().flush();
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Request get(String path) {
        return new Request("GET", url(path), Map.of(), null, Duration.ofSeconds(60));
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }
}
