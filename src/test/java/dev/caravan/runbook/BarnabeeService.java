package dev.caravan.runbook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;

/**
 * One of BarnabeeNet's services, small, as a program of its own: v1 and v2, which both understand what is said to them, v2's
 * models, and what measures them. v2 switches lights and writes down what it heard, unless it is asked as a shadow. It says on
 * its standard output what a log of it would: since when it listens, and what it was asked as a shadow.
 */
final class BarnabeeService {
    /** As the shipped file has it. */
    static final String VOICE = "/api/v2/voice/process";

    private final String name;
    private final Path folder;
    private volatile boolean lights;

    private BarnabeeService(String name, Path folder) {
        this.name = name;
        this.folder = folder;
    }

    /** Runs until it is ended: its name, its port, the folder of its world. */
    public static void main(String[] args) throws IOException {
        BarnabeeService service = new BarnabeeService(args[0], Path.of(args[2]));
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[1])), 100);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", service::answer);
        server.start();
        say("listening");
    }

    private static void say(String line) {
        System.out.println(System.currentTimeMillis() + " " + line);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        String path = exchange.getRequestURI().getPath();
        boolean shadow = "true".equals(exchange.getRequestHeaders().getFirst("X-Shadow"));
        boolean foreign = name.equals("v1")
                && !List.of("/health", "/api/v2/memories", VOICE).contains(path);
        boolean broken = body.contains("Hello Barnabee") && is("broken");
        int status = broken ? 500 : foreign ? 404 : 200;
        if (shadow) {
            say("shadow " + exchange.getRequestMethod() + " " + path);
        }
        if (status == 200 && name.equals("v2") && path.equals(VOICE) && (!shadow || is("acting"))) {
            act(body);
        }
        byte[] text = text(path, exchange.getRequestURI().getQuery(), body).getBytes(UTF_8);
        exchange.getResponseHeaders().set("X-Version", name);
        exchange.sendResponseHeaders(status, text.length);
        exchange.getResponseBody().write(text);
        exchange.close();
    }

    /** True once the test has said that this is wrong with v2. */
    private boolean is(String fault) {
        return Files.exists(folder.resolve("faults").resolve(fault));
    }

    /** What v2 does when it is told something: it obeys, and remembers. */
    private void act(String said) throws IOException {
        if (said.contains("Turn o")) {
            lights = said.contains("Turn on");
        }
        Process database = new ProcessBuilder(
                        "sqlite3",
                        "-cmd",
                        ".timeout 10000",
                        folder.resolve("v2/barnabee.db").toString(),
                        "INSERT INTO conversations (id, started_at, summary) VALUES ('" + UUID.randomUUID()
                                + "', '2026-01-01T00:00:00Z', 'heard by v2')")
                .inheritIO()
                .start();
        try {
            if (database.waitFor() != 0) {
                throw new IOException("what was heard could not be written down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private String text(String path, String query, String body) {
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
            case VOICE -> "{\"text\":\"as " + name + " says it\",\"intent\":\"" + intent(body) + "\"}";
            default ->
                "{\"status\":\"healthy\",\"checks\":{\"database\":\"ok\",\"redis\":\"ok\"},\"text\":\"ok\",\"items\":[],"
                        + "\"connected\":true,\"providers\":[1],\"provider\":\"a\"}";
        };
    }

    private String intent(String said) {
        return name.equals("v2") && is("deaf") ? "weather" : said.contains("time") ? "tell-time" : "switch";
    }

    private static String number(String query) {
        if (query.contains("histogram")) {
            return query.contains("memory") ? "0.05" : query.contains("0.95") ? "0.3" : "0.05";
        }
        return query.contains("5..") ? "0" : query.contains("litestream") ? "1" : query.contains("gpu") ? "40" : "1";
    }
}
