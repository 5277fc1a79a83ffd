package dev.caravan.servers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands before an HTTP server on the loopback, and answers in its place where a test wants it. */
public final class RefusingProxy implements AutoCloseable {
    /** The call gets no answer while the proxy is open. */
    public static final int SILENCE = -1;

    private final String server;
    private final Rule rule;
    private final HttpServer listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** A proxy before the server at this address. */
    public RefusingProxy(String server, Rule rule) {
        this.server = server;
        this.rule = rule;
        try {
            listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        listener.setExecutor(threads);
        listener.createContext("/", this::handle);
        listener.start();
    }

    /** Says what is answered in the server's place. Called by several threads. */
    @FunctionalInterface
    public interface Rule {
        /** A status with {@code Retry-After: 0}, {@link #SILENCE}, or 0 to let the server answer. */
        int answer(String path, String body);
    }

    public String url() {
        return "http://127.0.0.1:" + listener.getAddress().getPort();
    }

    @Override
    public void close() {
        closed.countDown();
        listener.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        int status = rule.answer(exchange.getRequestURI().getPath(), new String(body, StandardCharsets.UTF_8));
        try (exchange) {
            if (status == SILENCE) {
                closed.await();
            } else if (status == 0) {
                pass(exchange, body);
            } else {
                exchange.getResponseHeaders().set("Retry-After", "0");
                answer(exchange, status, "no".getBytes(StandardCharsets.UTF_8));
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server + exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body))
                .header("Content-Type", "application/json")
                .build();
        HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
        answer(exchange, answer.statusCode(), answer.body());
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
