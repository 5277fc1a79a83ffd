package dev.caravan.servers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers the queries {@code requests} and {@code errors} as Prometheus does: well at first, then as it is told. */
public final class OddPrometheus implements AutoCloseable {
    private static final int REQUESTS = 10_000;

    private final HttpServer server;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String fault = "none";

    public OddPrometheus() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/api/v1/query", this::answer);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on: {@code vanish}, nothing but errors; {@code lie}, more errors than requests; {@code flap}, bad each second time. */
    public void turn(String to) {
        fault = to;
    }

    /** How often it was asked. */
    public int asked() {
        return asked.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            int number = asked.incrementAndGet();
            boolean errors = exchange.getRequestURI().getQuery().endsWith("errors");
            byte[] said =
                    """
                    {"status":"success","data":{"resultType":"scalar","result":[1,"%d"]}}"""
                            .formatted(errors ? errors(number) : REQUESTS)
                            .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(fault.equals("vanish") ? 503 : 200, said.length);
            exchange.getResponseBody().write(said);
        }
    }

    private int errors(int number) {
        return switch (fault) {
            case "lie" -> 2 * REQUESTS;
            case "flap" -> number / 2 % 2 == 0 ? 0 : REQUESTS / 20;
            default -> 0;
        };
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
