package dev.caravan.lekiwi;

import dev.caravan.repository.Database;
import dev.caravan.repository.Passages;
import dev.caravan.scenario.Launched;
import dev.caravan.servers.NginxServer;
import dev.caravan.servers.Ports;
import dev.caravan.servers.PostgresServer;
import dev.caravan.servers.RedisServer;
import dev.caravan.servers.RouterChild;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import redis.clients.jedis.Jedis;

/** Lekiwi's parts on one machine: Redis with its fleet, PostgreSQL, both services, nginx, and a docker that only notes its words. */
final class LekiwiWorld implements AutoCloseable {
    static final int ROBOTS = 60;
    private static final List<String> TYPES = List.of("lekiwi", "so100", "koch");

    final Path folder;
    final Jedis redis;
    final String pg;
    final Launched caravan;
    final int front = Ports.free();
    private final int legacyPort = Ports.free();
    private final int newPort = Ports.free();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> settings;
    private final List<Process> services = new ArrayList<>();
    private NginxServer nginx;
    /** What v2 says of itself is kept there. */
    Process prometheus;

    LekiwiWorld(Path folder, RedisServer.Running redisServer, PostgresServer.Running postgres) throws IOException {
        this.folder = folder;
        int database = redisServer.database();
        this.redis = redisServer.client(database);
        this.pg = postgres.url("lekiwi" + database);
        this.caravan = new Launched(folder);
        this.settings = new java.util.LinkedHashMap<>(Map.of(
                "redis.url",
                redisServer.url(database),
                "pg.url",
                pg,
                "notices",
                folder + "/notices",
                "backups",
                folder + "/backups"));
        fill();
    }

    private void fill() {
        for (int n = 0; n < ROBOTS; n++) {
            redis.hset(
                    "robot:" + n,
                    Map.of(
                            "type",
                            TYPES.get(n % TYPES.size()),
                            "name",
                            "Röbot " + n,
                            "status",
                            n % 5 == 0 ? "charging" : "idle",
                            "last_seen",
                            "2026-01-02T03:04:%02dZ".formatted(n % 60),
                            "battery",
                            "" + (n * 37 % 100)));
        }
        for (int n = 0; n < 10; n++) {
            redis.set("session:s" + n, "{\"robot_id\": \"" + n + "\", \"user\": \"u" + n + "\"}");
            redis.pexpireAt("session:s" + n, 4_102_444_800_123L + n);
        }
    }

    /** Starts what the whole plan needs beside the data. */
    void startServices() throws IOException, InterruptedException {
        nginx = new NginxServer(folder.resolve("nginx"));
        set("nginx.conf", nginx.conf("lekiwi").toString());
        set("nginx.listen", "127.0.0.1:" + front);
        set("nginx", script("nginx-here", "exec " + String.join(" ", nginx.command()) + " \"$@\""));
        set(
                "docker",
                script("docker", "echo \"$@\" >> " + folder + "/docker.txt\n[ \"$1\" != --version ] || echo 24.0"));
        set(
                "service.yaml",
                Files.writeString(folder.resolve("service.yaml"), SERVICE).toString());
        set("v2.log", Files.writeString(folder.resolve("error.log"), "").toString());
        set("disk", folder.toString());
        set("legacy.url", "http://127.0.0.1:" + legacyPort);
        for (String url : List.of("v2.url", "v2.2.url", "v2.3.url", "v2.4.url")) {
            set(url, "http://127.0.0.1:" + newPort);
        }
        set("mirror.listen", "127.0.0.1:" + Ports.free());
        set("robot.count", "" + ROBOTS);
        services.add(service("legacy", legacyPort, settings.get("redis.url")));
        await("legacy", () -> status("http://127.0.0.1:" + legacyPort + "/health") == 200);
    }

    static final String SERVICE =
            """
            # Lekiwi's rollout
            phase: legacy
            rollout:
              feature_flags:
                event_driven_discovery: false   # 10 %
                persistent_state: false
            """;

    /** Starts v2 with its tables, as its own deployment would, and a Prometheus that looks at it every second. */
    void startNew(PostgresServer.Running postgres) throws IOException, InterruptedException {
        PostgresServer.Running.run(postgres.url("postgres"), "CREATE DATABASE " + pg.replaceAll("\\?.*|.*/", ""));
        Path sql = Path.of(System.getProperty("caravan.home", "")).resolve("config/sql/lekiwi");
        for (String file : List.of("00-robots", "01-sessions", "02-tracking", "03-follow", "04-reconcile")) {
            PostgresServer.Running.run(pg, Files.readString(sql.resolve(file + ".sql")));
        }
        int port = Ports.free();
        set("prometheus.url", "http://127.0.0.1:" + port);
        Path conf = Files.writeString(
                folder.resolve("prometheus.yml"),
                """
                scrape_configs:
                  - job_name: lekiwi
                    scrape_interval: 1s
                    scrape_timeout: 1s
                    static_configs: [ { targets: [ "127.0.0.1:%d" ] } ]
                """
                        .formatted(newPort));
        prometheus = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + conf,
                        "--storage.tsdb.path=" + folder.resolve("prometheus"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.txt").toFile())
                .start();
        services.add(prometheus);
        services.add(service("v2", newPort, pg));
        await("v2", () -> status("http://127.0.0.1:" + newPort + "/health") == 200);
    }

    private Process service(String side, int port, String store) throws IOException {
        return new Launched(folder).main(LekiwiService.class).start(List.of(side, "" + port, store));
    }

    void fault(String mode) throws IOException, InterruptedException {
        HttpRequest order = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + newPort + "/fault/" + mode))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            http.send(order, BodyHandlers.discarding());
        } catch (IOException gone) {
            // It dies of this order, at times before it has answered
            if (!mode.equals("dead")) {
                throw gone;
            }
        }
    }

    void set(String key, String value) {
        settings.put(key, value);
    }

    private String script(String name, String body) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file.toString();
    }

    /** The words of a call on the shipped file. */
    List<String> words(String verb, String... more) {
        List<String> words = new ArrayList<>(List.of(
                verb,
                Path.of(System.getProperty("caravan.home", "")).toAbsolutePath() + "/config/migrations/lekiwi.yaml"));
        if (!verb.equals("plan")) {
            words.addAll(List.of("--state", folder.resolve("state").toString()));
        }
        settings.forEach((key, value) -> words.addAll(List.of("--set", key + "=" + value)));
        words.addAll(List.of(more));
        return words;
    }

    /** Times of seconds in place of the runbook's minutes. */
    void hurry() {
        Map.ofEntries(
                        Map.entry("quiet", "1s"),
                        Map.entry("hold", "2s"),
                        Map.entry("up.tries", "3"),
                        Map.entry("hold.every", "1s"),
                        Map.entry("window", "15s"),
                        Map.entry("load.rate", "100"),
                        Map.entry("load.for", "3s"),
                        Map.entry("watch.final", "2s"),
                        Map.entry("watch.every", "1s"),
                        Map.entry("shadow.requests", "100"),
                        Map.entry("compare.rate", "500"))
                .forEach(this::set);
        set("look", "500ms");
        set("patience", "90s");
        // So many answers as tell of the runbook's share take an hour here
        set("good.errors", "0.5%");
        // Seconds of a busy machine are no fault of v2
        set("good.p99", "4s");
        set("bad.p99", "8s");
        set("load.p99", "8s");
        set("load.achieved", "10%");
    }

    int call(String verb, String... more) throws IOException, InterruptedException {
        return caravan.run(words(verb, more));
    }

    /** The side that serves a robot, through nginx. */
    String side(int robot) throws IOException, InterruptedException {
        return get("/robots/" + robot, robot).headers().firstValue("X-System").orElse("none");
    }

    HttpResponse<String> get(String path, int robot) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + front + path))
                        .header("X-Robot", "" + robot)
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                BodyHandlers.ofString());
    }

    /** True once the run has begun a step. */
    boolean began(String step) {
        if (!Database.existsIn(folder.resolve("state"))) {
            return false;
        }
        try (Database database = Database.open(folder.resolve("state"), Clock.systemUTC())) {
            Passages passages = new Passages(database, Clock.systemUTC());
            return passages.latest("lekiwi").stream()
                    .flatMap(passage -> passages.steps(passage).stream())
                    .anyMatch(row -> row.step().equals(step));
        }
    }

    /** How many steps are done at the end of a phase. */
    int steps(String phase) throws IOException {
        Path file = Path.of(System.getProperty("caravan.home", ""), "config/migrations/lekiwi.yaml");
        Map<String, Object> root = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
        int steps = 0;
        for (Object one : (List<?>) root.get("plan")) {
            steps += ((List<?>) ((Map<?, ?>) one).get("steps")).size();
            if (phase.equals(((Map<?, ?>) one).get("phase"))) {
                return steps;
            }
        }
        throw new IllegalArgumentException("no phase '" + phase + "'");
    }

    /** What copied robots' requests behind nginx; nobody needs it once the plan is done or taken back. */
    void awaitTheEndOfCopies() {
        await("the end of what copies requests", () -> !copies().runs());
    }

    private RouterChild copies() {
        return new RouterChild(folder.resolve("state"), "lekiwi", "heartbeat");
    }

    /** What a rollback must bring back, by name: flags, the legacy store, the share, whether v2 runs. */
    Map<String, String> world() throws IOException, InterruptedException {
        awaitTheEndOfCopies();
        Map<String, String> world = new java.util.TreeMap<>();
        world.put("service.yaml", Files.readString(folder.resolve("service.yaml")));
        for (String key : redis.keys("*")) {
            world.put(key, key.startsWith("robot:") ? redis.hgetAll(key).toString() : redis.get(key));
        }
        boolean split = Files.exists(nginx.conf("lekiwi"));
        world.put("robots on v2", split ? "" + served() : "0");
        String said = Files.exists(folder.resolve("docker.txt")) ? Files.readString(folder.resolve("docker.txt")) : "";
        world.put("v2's services", said.isEmpty() || said.endsWith("docker-compose.new.yml down\n") ? "down" : said);
        return world;
    }

    /** How many robots v2 serves. */
    int served() throws IOException, InterruptedException {
        int served = 0;
        for (int robot = 0; robot < ROBOTS; robot++) {
            served += side(robot).equals("v2") ? 1 : 0;
        }
        return served;
    }

    private int status(String url) {
        try {
            return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException notYet) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    boolean holds(String file, String text) {
        try {
            return Files.readString(folder.resolve(file)).contains(text);
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Waits for something that comes, for two minutes at most. */
    void await(String what, java.util.function.BooleanSupplier there) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!there.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(what + " did not come");
            }
            LockSupport.parkNanos(100_000_000);
        }
    }

    @Override
    public void close() throws Exception {
        copies().stop();
        for (Process service : services) {
            service.destroyForcibly().waitFor();
        }
        if (nginx != null) {
            nginx.close();
        }
        redis.close();
    }
}
