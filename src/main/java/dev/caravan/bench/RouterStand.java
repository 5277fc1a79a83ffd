package dev.caravan.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.model.Programs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Two upstreams of 500-byte answers, and what stands in front of them: an nginx that splits by a header as its own module does,
 * and the embedded router. All on the loopback, all sticky, a quarter of the clients on v2.
 */
final class RouterStand implements AutoCloseable {
    static final String NGINX = "nginx";

    /** While there is a file of this name, v2 has nothing but errors. */
    static final String BAD = "bad";

    private static final String FAILING = " if (-f \"%s\") { return 500 \"v2%s\"; }";
    private static final String SYSTEM_NGINX = "/usr/sbin/nginx";
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
    /** The length of each answer's body. */
    static final int ANSWER = 500;

    private static final int CLIENTS = 400;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Workbench bench;
    private final List<Process> running = new ArrayList<>();
    private final int v1 = free();
    private final int v2 = free();
    private final Front peer;
    private final Front embedded;

    private final int share;

    /** @param share of the requests that are copied to v2, in percents; 0 for a split without copies; below 0 for no routers */
    private RouterStand(Workbench bench, int share) throws IOException {
        this.bench = bench;
        this.share = share;
        try {
            String answer = "    server { listen 127.0.0.1:%d; location / { return 200 \"%s%s\"; } }%n";
            String rest = "x".repeat(ANSWER - 2);
            String failing = share < 0 ? FAILING.formatted(bench.path(BAD), rest) : "";
            String second = answer.formatted(v2, share > 0 ? "v1" : "v2", rest).replace("/ {", "/ {" + failing);
            await(nginx("upstream", answer.formatted(v1, "v1", rest) + second), v1);
            this.peer = share >= 0 ? peer() : null;
            this.embedded = share >= 0 ? embedded() : null;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Starts everything, and looks whether a quarter goes where it should. */
    static RouterStand start(Workbench bench) throws IOException {
        RouterStand stand = new RouterStand(bench, 0);
        stand.look(stand.peer);
        stand.look(stand.embedded);
        return stand;
    }

    /** The two upstreams alone. */
    static RouterStand services(Workbench bench) throws IOException {
        return new RouterStand(bench, -1);
    }

    /** nginx, also where it is not on a user's path. */
    static String program(Workbench bench) {
        return bench.installed(NGINX).map(Path::toString).orElse(SYSTEM_NGINX);
    }

    static boolean isThere(Workbench bench) {
        return Files.isExecutable(Path.of(program(bench)));
    }

    int v1() {
        return v1;
    }

    int v2() {
        return v2;
    }

    /** The same with everything on v1, whose answers v2 gives too, and a share of the requests copied to v2. */
    static RouterStand mirrored(Workbench bench, int share) throws IOException {
        return new RouterStand(bench, share);
    }

    /** What the embedded router found of copies so far; its own process tells. */
    JsonNode copies() throws IOException {
        JsonNode address = JSON.readTree(bench.path("router/control.json").toFile());
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + address.path("port").asInt() + "/mirror"))
                .header("Authorization", "Bearer " + address.path("token").asText())
                .build();
        return JSON.readTree(Front.send(request));
    }

    /** nginx with {@code split_clients}. */
    Front nginx() {
        return peer;
    }

    Front router() {
        return embedded;
    }

    /** An upstream itself. */
    Front direct() {
        return new Front(running.get(0), v1);
    }

    private Front peer() throws IOException {
        int port = free();
        if (share > 0) {
            return await(
                    nginx(
                            "mirror",
                            RouterConf.MIRROR.formatted(share < 100 ? share + "% 1; * \"\";" : "* 1;", v1, v2, port)),
                    port);
        }
        return await(
                nginx(
                        "split",
                        """
                            split_clients $http_x_session $side { 25%% v2; * v1; }
                            upstream v1 { server 127.0.0.1:%d; keepalive 64; }
                            upstream v2 { server 127.0.0.1:%d; keepalive 64; }
                            server {
                                listen 127.0.0.1:%d;
                                location / {
                                    proxy_pass http://$side;
                                    proxy_http_version 1.1;
                                    proxy_set_header Connection "";
                                    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                                }
                            }
                        """
                                .formatted(v1, v2, port)),
                port);
    }

    /** As the step starts it: the same options, in a process of its own. */
    private Front embedded() throws IOException {
        int port = free();
        Path folder = Files.createDirectories(bench.path("router"));
        Files.writeString(
                folder.resolve("service.json"),
                """
                {"name": "bench", "listen": "127.0.0.1:%d", "v1": "http://127.0.0.1:%d", "v2": "http://127.0.0.1:%d",
                 "sticky": {"by": "HEADER", "name": "X-Session"}, "named": {}}
                """
                        .formatted(port, v1, v2));
        Files.writeString(folder.resolve("split"), share > 0 ? "0%" : "25%");
        if (share > 0) {
            Files.writeString(
                    folder.resolve("mirror.json"),
                    """
                    {"run": "bench", "share": %s, "calls": 32, "limit": 262144, "within": 10000, "methods": ["GET"]}
                    """
                            .formatted(share / 100.0));
        }
        return await(
                start(
                        "router.log",
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-Xmn48m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.caravan.cli.Caravan",
                        "router",
                        folder.resolve("service.json").toString()),
                port);
    }

    /** Starts an nginx with this in its http block, in a folder of this name. */
    Process nginx(String name, String http) throws IOException {
        Path folder = Files.createDirectories(bench.path(name));
        String user = "user " + System.getProperty("user.name") + ";\n";
        Path conf = Files.writeString(folder.resolve("nginx.conf"), user + RouterConf.WORKERS.formatted(http));
        return start(name + ".log", program(bench), "-p", folder + "/", "-c", conf.toString(), "-g", "daemon off;");
    }

    private Process start(String log, String... words) throws IOException {
        Process process = Programs.builder(words)
                .redirectErrorStream(true)
                .redirectOutput(bench.path(log).toFile())
                .start();
        running.add(process);
        return process;
    }

    private Front await(Process process, int port) throws IOException {
        Front front = new Front(process, port);
        for (long end = System.nanoTime() + PATIENCE; ; LockSupport.parkNanos(20_000_000)) {
            try {
                front.get("0");
                return front;
            } catch (IOException notYet) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IOException("nothing came up at " + front.url() + "; see the logs beside it", notYet);
                }
            }
        }
    }

    /** A router that sends everything to one side would be quick and worth nothing. */
    private void look(Front front) throws IOException {
        int moved = 0;
        for (int client = 0; client < CLIENTS; client++) {
            moved += front.get("s" + client).startsWith("v2") ? 1 : 0;
        }
        if (moved < CLIENTS / 8 || moved > CLIENTS / 2) {
            throw new IOException(front.url() + " sent " + moved + " of " + CLIENTS + " clients to v2, not a quarter");
        }
    }

    static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        running.forEach(Process::destroy);
        running.forEach(process -> process.onExit()
                .orTimeout(10, TimeUnit.SECONDS)
                .exceptionally(late -> process.destroyForcibly())
                .join());
    }

    /** A listener, and the process behind it. */
    record Front(Process process, int port) {
        private static final HttpClient HTTP = HttpClient.newHttpClient();

        String url() {
            return "http://127.0.0.1:" + port;
        }

        /** Processor seconds so far, those of its workers among them. */
        double cpuSeconds() {
            double seconds = ProcFiles.cpuSeconds(process.pid());
            for (ProcessHandle worker : process.descendants().toList()) {
                seconds += ProcFiles.cpuSeconds(worker.pid());
            }
            return seconds;
        }

        /** The most memory that it has held, its workers among it. */
        long peakBytes() {
            return ProcFiles.peakBytes(process.pid())
                    + process.descendants()
                            .mapToLong(worker -> ProcFiles.peakBytes(worker.pid()))
                            .sum();
        }

        private String get(String session) throws IOException {
            return send(HttpRequest.newBuilder(URI.create(url() + "/"))
                    .header("X-Session", session)
                    .build());
        }

        private static String send(HttpRequest request) throws IOException {
            try {
                return HTTP.send(request, BodyHandlers.ofString()).body();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }
}
