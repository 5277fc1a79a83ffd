package dev.caravan.scenario;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.caravan.servers.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The voice agent's two sides, which keep what is said to them in their own databases: v1 below {@code /api}, v2 below {@code
 * /v2}, each deaf to the other's paths; and the switchboard of the feature flags.
 */
final class VoiceServices implements AutoCloseable {
    private static final String INSERT = "INSERT INTO captures (session_id, user_text, agent_text) VALUES (?, ?, ?)";

    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final List<HttpServer> servers = new ArrayList<>();
    private final String sqlite;
    private final String postgres;
    /** What the feature flags were set to, in order. */
    final List<String> flags = new CopyOnWriteArrayList<>();

    private final AtomicInteger conversations = new AtomicInteger();
    private volatile boolean failing;

    VoiceServices(String sqlite, String postgres) {
        // Else a body waits 40 ms for the caller's word that it has the headers
        System.setProperty("sun.net.httpserver.nodelay", "true");
        this.sqlite = sqlite;
        this.postgres = postgres;
    }

    String v1() throws IOException {
        return serve(exchange -> talk(exchange, "v1", "/api", sqlite));
    }

    String v2() throws IOException {
        return serve(exchange -> {
            if (failing) {
                send(exchange, 500, "{}");
            } else {
                talk(exchange, "v2", "/v2", postgres);
            }
        });
    }

    String switchboard() throws IOException {
        return serve(exchange -> {
            flags.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            send(exchange, 200, "{}");
        });
    }

    /** From now on v2 answers with errors alone. */
    void fail() {
        failing = true;
    }

    private void talk(HttpExchange exchange, String side, String begin, String database) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] said = exchange.getRequestBody().readAllBytes();
        if (path.equals("/health")) {
            send(exchange, 200, "{\"status\":\"healthy\"}");
        } else if (path.equals(begin + "/conversation")) {
            String session = exchange.getRequestHeaders().getFirst("X-Session");
            // Of what callers say only some, as it would be with fewer of them
            if ("caravan-test".equals(session) || conversations.incrementAndGet() % 40 == 0) {
                keep(database, session, new String(said, StandardCharsets.UTF_8));
            }
            send(exchange, 200, "{\"agent_text\":\"" + side + "\"}");
        } else if (path.equals(begin + "/search")) {
            send(exchange, 200, "{\"results\":[\"" + side + "\"]}");
        } else if (path.startsWith(begin.equals("/api") ? "/ws/" : begin + "/ws/")) {
            exchange.getResponseHeaders().set("X-Side", side);
            handshake(exchange);
        } else {
            send(exchange, 404, "{}");
        }
    }

    private static void handshake(HttpExchange exchange) throws IOException {
        String key =
                exchange.getRequestHeaders().getFirst("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        try {
            byte[] sum = MessageDigest.getInstance("SHA-1").digest(key.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseHeaders()
                    .set("Sec-WebSocket-Accept", Base64.getEncoder().encodeToString(sum));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        exchange.getResponseHeaders().set("Upgrade", "websocket");
        exchange.getResponseHeaders().set("Connection", "Upgrade");
        exchange.sendResponseHeaders(101, -1);
    }

    private synchronized void keep(String database, String session, String said) throws IOException {
        try (Connection connection = DriverManager.getConnection(database);
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, session);
            insert.setString(2, said);
            insert.setString(3, "hello");
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private String serve(com.sun.net.httpserver.HttpHandler handler) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free()), 500);
        server.setExecutor(workers);
        server.createContext("/", exchange -> {
            try (exchange) {
                handler.handle(exchange);
            }
        });
        server.start();
        servers.add(server);
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        servers.forEach(server -> server.stop(0));
        workers.shutdownNow();
    }
}
