package dev.caravan.servers;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/** A web service that answers everything with its name. */
public final class NamedService implements AutoCloseable {
    private final HttpServer server;

    /** One that is always well. */
    public NamedService(String name) {
        this(name, () -> true);
    }

    /** One that answers 503 while {@code isUp} says no. */
    public NamedService(String name, BooleanSupplier isUp) {
        byte[] body = name.getBytes(StandardCharsets.UTF_8);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(isUp.getAsBoolean() ? 200 : 503, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
    }

    /** Its address, without a slash at the end. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
