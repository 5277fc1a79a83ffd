package dev.caravan.runbook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/**
 * BarnabeeNet's services, small: v1 and v2, which both understand what is said to them, v2's models, and what measures them. A
 * service is up as long as its file is there. v2 switches lights and writes down what it heard, unless it is asked as a shadow.
 */
final class BarnabeeServices implements AutoCloseable {
    /** As the shipped file has it. */
    static final String VOICE = "/api/v2/voice/process";

    private static final List<String> NEED_A_FILE = List.of("v1", "v2", "gpu");

    private final Path folder;
    private final Map<String, HttpServer> servers = new LinkedHashMap<>();
    private final Set<String> faults = ConcurrentHashMap.newKeySet();
    private final Queue<String> shadows = new ConcurrentLinkedQueue<>();
    private volatile boolean lights;

    BarnabeeServices(Path folder) throws IOException {
        this.folder = folder;
        for (String name : List.of("v1", "v2", "gpu", "prometheus", "loki")) {
            servers.put(name, serve(name));
        }
    }

    /**
     * From now on something is wrong with v2: {@code broken} (it fails after the switch), {@code acting} (on shadows too),
     * {@code deaf} (it understands something else).
     */
    void fault(String name) {
        faults.add(name);
    }

    /** What v2 was asked as a shadow: method and path. */
    List<String> shadows() {
        return List.copyOf(shadows);
    }

    int port(String name) {
        return servers.get(name).getAddress().getPort();
    }

    String url(String name) {
        return "http://127.0.0.1:" + port(name);
    }

    private HttpServer serve(String name) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", exchange -> answer(name, exchange));
        server.start();
        return server;
    }

    private void answer(String name, HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        String path = exchange.getRequestURI().getPath();
        boolean shadow = "true".equals(exchange.getRequestHeaders().getFirst("X-Shadow"));
        boolean down =
                NEED_A_FILE.contains(name) && !Files.exists(folder.resolve("up").resolve(name));
        boolean broken = body.contains("Hello Barnabee") && faults.contains("broken");
        boolean foreign = name.equals("v1")
                && !List.of("/health", "/api/v2/memories", VOICE).contains(path);
        int status = down ? 503 : broken ? 500 : foreign ? 404 : 200;
        if (shadow) {
            shadows.add(exchange.getRequestMethod() + " " + path);
        }
        if (status == 200 && name.equals("v2") && path.equals(VOICE) && (!shadow || faults.contains("acting"))) {
            act(body);
        }
        byte[] text =
                text(name, path, exchange.getRequestURI().getQuery(), body).getBytes(UTF_8);
        exchange.getResponseHeaders().set("X-Version", name);
        exchange.sendResponseHeaders(status, text.length);
        exchange.getResponseBody().write(text);
        exchange.close();
    }

    /** What v2 does when it is told something: it obeys, and remembers. */
    private void act(String said) throws IOException {
        if (said.contains("Turn o")) {
            lights = said.contains("Turn on");
        }
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("v2/barnabee.db"));
                Statement statement = database.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 10000");
            statement.execute("INSERT INTO conversations (id, started_at, summary) VALUES ('" + UUID.randomUUID()
                    + "', '2026-01-01T00:00:00Z', 'heard by v2')");
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private String text(String name, String path, String query, String body) {
        if (name.equals("prometheus") && path.endsWith("/query")) {
            return "{\"data\":{\"resultType\":\"vector\",\"result\":[{\"value\":[0,\"" + number(query) + "\"]}]}}";
        }
        if (name.equals("prometheus")) {
            return "{\"data\":{\"activeTargets\":[{\"health\":\"up\"}]}}";
        }
        if (name.equals("loki")) {
            return "{\"data\":{\"result\":[1,2]}}";
        }
        return switch (path) {
            case "/api/v2/voice/wake" -> "{\"winner_device_id\":\"test-device\"}";
            case "/api/v2/admin/ha/states/light.living_room" -> "{\"state\":\"" + (lights ? "on" : "off") + "\"}";
            case VOICE ->
                "{\"text\":\"as " + name + " says it\",\"intent\":\"" + intent(body, name.equals("v2")) + "\"}";
            default ->
                "{\"status\":\"healthy\",\"checks\":{\"database\":\"ok\",\"redis\":\"ok\"},\"text\":\"ok\",\"items\":[],"
                        + "\"connected\":true,\"providers\":[1],\"provider\":\"a\"}";
        };
    }

    private String intent(String said, boolean v2) {
        return v2 && faults.contains("deaf") ? "weather" : said.contains("time") ? "tell-time" : "switch";
    }

    private static String number(String query) {
        if (query.contains("histogram")) {
            return query.contains("memory") ? "0.05" : query.contains("0.95") ? "0.3" : "0.05";
        }
        return query.contains("5..") ? "0" : query.contains("litestream") ? "1" : query.contains("gpu") ? "40" : "1";
    }

    @Override
    public void close() {
        servers.values().forEach(server -> server.stop(0));
    }
}
