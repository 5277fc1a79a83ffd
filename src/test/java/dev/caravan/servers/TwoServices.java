package dev.caravan.servers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A v1 that is well, and a v2 that fails as it is told: the answers are the names of the sides. */
public final class TwoServices implements AutoCloseable {
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final AtomicLong seen = new AtomicLong();
    private final HttpServer v1 = begin("v1");
    private HttpServer v2 = begin("v2");
    private volatile double errors;
    private volatile long slow;
    private volatile long last;

    private HttpServer begin(String name) {
        return begin(name, 0);
    }

    private HttpServer begin(String name, int port) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
            server.setExecutor(workers);
            server.createContext("/", exchange -> answer(exchange, name));
            server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpExchange exchange, String name) throws IOException {
        try (exchange) {
            boolean moved = name.equals("v2");
            if (moved) {
                seen.incrementAndGet();
                last = System.nanoTime();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(slow));
            }
            boolean fails = moved && ThreadLocalRandom.current().nextDouble() < errors;
            byte[] body = name.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(fails ? 500 : 200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    public String v1() {
        return "http://127.0.0.1:" + v1.getAddress().getPort();
    }

    public String v2() {
        return "http://127.0.0.1:" + v2.getAddress().getPort();
    }

    /** How many requests v2 was given. */
    public long seenByV2() {
        return seen.get();
    }

    /** When v2 was asked last, as {@link System#nanoTime}. */
    public long lastAsked() {
        return last;
    }

    /** Lets a part of v2's answers be errors. */
    public TwoServices failing(double part) {
        errors = part;
        return this;
    }

    /** Lets v2 take this long. */
    public TwoServices slow(long millis) {
        slow = millis;
        return this;
    }

    /** Ends v2: nobody listens any more. */
    public void kill() {
        v2.stop(0);
    }

    @Override
    public void close() {
        v1.stop(0);
        v2.stop(0);
        workers.shutdownNow();
    }
}
