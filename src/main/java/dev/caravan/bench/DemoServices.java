package dev.caravan.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** The two small services of the demo, which answer with their names: v1 is well, and v2 until it is told otherwise. */
public final class DemoServices implements AutoCloseable {
    /** The header that names who answers: this small server would send a body apart, and 40 ms later. */
    static final String SIDE = "X-Side";

    private static final int WAITING = 100;
    private static final int NO_BODY = -1;

    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final AtomicLong answered = new AtomicLong();
    private final HttpServer v1;
    private final HttpServer v2;
    private volatile boolean bad;

    /**
     * Both listen on free ports of this machine.
     *
     * @throws IOException when there is no port to be had
     */
    public DemoServices() throws IOException {
        v1 = listening("v1");
        v2 = listening("v2");
    }

    private HttpServer listening(String name) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), WAITING);
        server.setExecutor(workers);
        server.createContext("/", exchange -> answer(exchange, name));
        server.start();
        return server;
    }

    private void answer(HttpExchange exchange, String name) throws IOException {
        try (exchange) {
            boolean fails = name.equals("v2") && bad && answered.incrementAndGet() % 2 == 0;
            exchange.getResponseHeaders().set(SIDE, name);
            exchange.sendResponseHeaders(fails ? 500 : 200, NO_BODY);
        }
    }

    /** From now on every other answer of v2 is an error. */
    public void spoil() {
        bad = true;
    }

    /** The address of v1. */
    public String v1() {
        return address(v1);
    }

    /** The address of v2. */
    public String v2() {
        return address(v2);
    }

    private static String address(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        v1.stop(0);
        v2.stop(0);
        workers.shutdownNow();
    }
}
