package dev.caravan.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.servers.ChromaServer;
import dev.caravan.servers.Ports;
import dev.caravan.servers.PostgresServer;
import dev.caravan.servers.RedisServer;
import dev.caravan.servers.RouterChild;
import dev.caravan.servers.S3Server;
import dev.caravan.traffic.Buckets;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** The twenty weeks of voice-agent.yaml in seconds: two real services, callers all the while, a person who signs each share. */
@ExtendWith({ChromaServer.class, PostgresServer.class, RedisServer.class})
class VoiceAgentTrafficIT {
    private static final Path SHIPPED =
            Path.of(System.getProperty("caravan.home", "")).toAbsolutePath();
    private static final List<Integer> SHARES = List.of(5, 25, 50, 75, 95, 100);
    /** Some that move at each share; a share is one of clients, and most of these move at the first. */
    private static final List<String> SESSIONS = IntStream.range(0, 600)
            .mapToObj(n -> "session-" + n)
            .filter(key -> Buckets.of(key) < 5 || Buckets.of(key) % 24 == 0)
            .limit(40)
            .toList();

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Set<String> failures = ConcurrentHashMap.newKeySet();
    private final List<Thread> callers = new ArrayList<>();
    private final int front = Ports.free();
    private final List<String> settings = new ArrayList<>();
    private Launched caravan;
    private Launched person;
    private VoiceServices services;
    private S3Server s3;
    private String pg;
    private String sessions;
    private Process run;
    private volatile boolean over;

    @BeforeEach
    void begin(ChromaServer.Running chroma, PostgresServer.Running postgres, RedisServer.Running redis)
            throws Exception {
        home();
        String home = "-Dcaravan.home=" + folder.resolve("home");
        caravan = new Launched(folder).with("CARAVAN_OPTS", home);
        for (Map.Entry<String, String> key : S3Server.keys().entrySet()) {
            caravan = caravan.with(key.getKey(), key.getValue());
        }
        s3 = new S3Server(Files.createDirectory(folder.resolve("s3")));
        person = new Launched(Files.createDirectory(folder.resolve("person"))).with("CARAVAN_OPTS", home);
        pg = postgres.database();
        sessions = redis.url(redis.database());
        PostgresServer.Running.run(
                sqlite(),
                "CREATE TABLE captures (id INTEGER PRIMARY KEY AUTOINCREMENT, session_id TEXT NOT NULL, timestamp DATETIME"
                        + " DEFAULT CURRENT_TIMESTAMP, user_text TEXT NOT NULL, agent_text TEXT NOT NULL, metadata TEXT)",
                "INSERT INTO captures (session_id, user_text, agent_text) VALUES ('a', 'learning', 'python'), ('b', 'x', 'y')");
        services = new VoiceServices(sqlite(), pg);
        Path railway =
                Files.writeString(folder.resolve("railway"), "#!/bin/sh\necho \"$@\" >> " + folder + "/railway.txt\n");
        Files.setPosixFilePermissions(railway, PosixFilePermissions.fromString("rwxr-xr-x"));
        settings.addAll(List.of(
                "v1.db=" + folder.resolve("v1.db"),
                "sessions.url=" + sessions,
                "pg.url=" + pg,
                "vectors.url=" + chroma.url(),
                "vectors.database=" + chroma.database(),
                "embedding.model=all-minilm-l6-v2-q",
                "app.v1=" + services.v1(),
                "app.v2=" + services.v2(),
                "flags.url=" + services.switchboard(),
                "listen=127.0.0.1:" + front,
                "s3.url=" + s3.url("voice"),
                "railway=" + railway));
        for (int share : SHARES) {
            settings.add("hold." + share + "=1s");
        }
        // A rehearsal on a busy machine: seconds for the weeks, and what is slow here is no fault of v2
        settings.addAll(List.of(
                "watch.window=30s",
                "good.uptime=90%",
                "watch.patience=60s",
                "watch.stable=1s",
                "watch.every=1s",
                "good.errors=5%"));
        settings.addAll(List.of("good.p50=5s", "good.p99=9s", "bad.errors=20%", "bad.p99=60s", "load.for=1s"));
        settings.addAll(List.of("load.normal=20", "load.peak=30", "load.stress=40", "load.stress.2=50"));
        settings.addAll(List.of("load.stress.3=60", "load.achieved=10%", "load.p99=9s"));
        settings.addAll(List.of("backups=backups", "archive=archive", "notices=" + folder.resolve("notices")));
        settings.add("logs=" + folder.resolve("notices"));
    }

    /** The shipped files, and a person who may sign. */
    private void home() throws IOException {
        for (String name : List.of("routes", "config")) {
            try (Stream<Path> all = Files.walk(SHIPPED.resolve(name))) {
                for (Path one : all.filter(Files::isRegularFile).toList()) {
                    Path to = folder.resolve("home")
                            .resolve(SHIPPED.relativize(one).toString());
                    Files.createDirectories(to.getParent());
                    Files.copy(one, to);
                }
            }
        }
        Path people = folder.resolve("home/config/people.yaml");
        Files.writeString(people, "people:\n  ann: { roles: [operations] }\n");
        Files.setPosixFilePermissions(people, PosixFilePermissions.fromString("rw-------"));
    }

    @AfterEach
    void end() throws Exception {
        over = true;
        for (Thread caller : callers) {
            caller.join();
        }
        if (run != null) {
            run.destroy();
            run.onExit().get(30, TimeUnit.SECONDS);
        }
        services.close();
        s3.close();
        new RouterChild(folder.resolve("state"), "voice-agent", "voice").stop();
    }

    @Test
    void shouldBeOnV1AgainWhenV2FailsAt25() throws Exception {
        run = caravan.start(words("run", "--report", "r.json"));
        call();
        sign(5);
        await("the share of 5 %", () -> served() == moved(5));
        List<String> spoken = goOnTalking();
        sign(25);
        await("the share of 25 %", () -> served() == moved(25));
        assertFollowed(spoken);
        services.fail();
        long begun = System.nanoTime();

        assertThat(run.waitFor()).as(caravan.said()).isEqualTo(5);

        assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.MINUTES.toNanos(2));
        assertThat(caravan.said()).contains("errors");
        assertThat(served()).isZero();
        assertThat(services.flags).hasSizeGreaterThanOrEqualTo(4);
        assertThat(services.flags.get(1)).contains("\"v2_traffic_percentage\":25");
        assertThat(services.flags.get(services.flags.size() - 1))
                .contains("\"v2_traffic_percentage\":0", "\"enable_v2_agents\":false");
        assertThat(rows(sqlite(), "SELECT id FROM captures WHERE session_id = 'caravan-test'"))
                .as("what the test said to v1 is taken out again")
                .isEmpty();
        assertDeadlines();
        assertThat(Files.readString(folder.resolve("notices"))).contains("All callers are on v1 again");
        assertThat(manifests("backups"))
                .as("both sources, then both databases before 5 and before 25")
                .hasSize(6)
                .containsExactlyInAnyOrderElementsOf(manifests("s3"));
    }

    @Test
    @Tag("campaign")
    void shouldGoToTheEndWhenAPersonSignsEachShare() throws Exception {
        run = caravan.start(words("run"));
        call();
        List<String> spoken = List.of();
        for (int share : SHARES) {
            spoken = captures(sqlite());
            sign(share);
            await(share + " %", () -> served() == moved(share));
        }

        assertThat(run.waitFor()).as(caravan.said()).isZero();

        assertThat(failures).isEmpty();
        assertThat(served()).isEqualTo(SESSIONS.size());
        assertThat(rows(pg, "SELECT count(*) FROM captures WHERE id >= 1000000000000")
                        .get(0))
                .as("what v2 was told itself")
                .isNotEqualTo("0");
        assertThat(captures(pg)).containsAll(spoken);
        assertThat(Files.readString(folder.resolve("railway.txt"))).isEqualTo("down --service app-v1 --yes\n");
        assertThat(folder.resolve("archive")).isNotEmptyDirectory();
    }

    /**
     * What v1 is told until the next share, answers what it has by then; beside the callers, who go on: a session that v1 alone has, and
     * one that has been spoken in on v2 since.
     */
    private List<String> goOnTalking() throws Exception {
        try (Jedis redis = new Jedis(sessions)) {
            for (String id : List.of("fresh", "moved")) {
                redis.psetex("session:" + id + ":context", 1_800_000, "[{\"user\":\"v1\"}]");
                redis.psetex("session:" + id + ":metadata", 1_800_000, "{\"created_at\":\"2026-01-01T09:00:00\"}");
            }
        }
        PostgresServer.Running.run(
                sqlite(),
                "INSERT INTO captures (session_id, user_text, agent_text) VALUES ('c', 'a vector database', 'x'),"
                        + " ('d', 'my vector database', 'y')");
        PostgresServer.Running.run(pg, "INSERT INTO sessions (id, context) VALUES ('moved', '[{\"user\":\"v2\"}]')");
        return captures(sqlite());
    }

    /** All of it is on v2, and what v2 has itself is as it was. */
    private void assertFollowed(List<String> spoken) throws Exception {
        assertThat(captures(pg)).containsAll(spoken);
        assertThat(
                        rows(
                                pg,
                                "SELECT c.session_id FROM captures c JOIN capture_concepts ON capture_id = c.id"
                                        + " JOIN concepts o ON o.id = concept_id WHERE o.name LIKE '%vector database%' ORDER BY 1"))
                .as("concepts follow too")
                .contains("c", "d");
        assertThat(rows(pg, "SELECT id || ' ' || (context -> 0 ->> 'user') FROM sessions ORDER BY id"))
                .containsExactly("fresh v1", "moved v2");
        assertThat(rows(pg, "SELECT count(*) FROM captures WHERE id >= 1000000000000")
                        .get(0))
                .as("what v2 was told itself")
                .isNotEqualTo("0");
    }

    private List<String> captures(String database) throws Exception {
        return rows(database, "SELECT id || ' ' || session_id || ' ' || user_text || ' ' || agent_text FROM captures");
    }

    /** Each deadline of the emergency was run and is told: by the report and by status. */
    private void assertDeadlines() throws Exception {
        JsonNode told =
                new ObjectMapper().readTree(folder.resolve("r.json").toFile()).at("/traffic/returned/deadlines");
        assertThat(told.findValuesAsText("step"))
                .containsExactly(
                        "router",
                        "a way back (undo 1: health)",
                        "a way back (undo 2: conversation)",
                        "a way back (undo 4: page)",
                        "a way back (undo 5: logs kept)",
                        "a way back (undo 6: integrity of v1)",
                        "a way back (undo 7: integrity of v2)",
                        "a way back (undo 8: message)");
        assertThat(told.findValuesAsText("outcome")).containsOnly("met");
        JsonNode first =
                new ObjectMapper().readTree(folder.resolve("r.json").toFile()).path("steps");
        assertThat(first.findValues("uptime"))
                .as("v1 and v2, at 5 and at 25 %")
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(uptime -> assertThat(uptime.asDouble()).isBetween(0.0, 1.0));
        assertThat(person.run(List.of(
                        "status",
                        "voice-agent",
                        "--state",
                        folder.resolve("state").toString())))
                .isZero();
        assertThat(person.said()).contains("deadline router: met within 120 s, took ");
    }

    /** Every manifest below a folder: that of a shelf, or that of the store, which names its objects so. */
    private List<String> manifests(String below) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder.resolve(below))) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().matches("manifest\\.json(\\._S3rver_object)?")) {
                    found.add(Files.readString(file));
                }
            }
        }
        return found;
    }

    /** Callers who talk through the router, as soon as it is there. */
    private void call() {
        for (int i = 0; i < 4; i++) {
            int first = i;
            Thread caller = new Thread(() -> {
                boolean answered = false;
                for (int n = first; !over; n++) {
                    String side = side(SESSIONS.get(n % SESSIONS.size()));
                    answered |= side.startsWith("v");
                    if (answered && !side.startsWith("v")) {
                        failures.add(side);
                    }
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                }
            });
            caller.start();
            callers.add(caller);
        }
    }

    /** The side that answers a session, or what went wrong. */
    private String side(String session) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + front + "/api/conversation"))
                    .header("X-Session", session)
                    .POST(BodyPublishers.ofString("{\"text\":\"hello\"}"))
                    .build();
            return http.send(request, BodyHandlers.ofString()).body().replaceAll(".*\"(v[12])\".*", "$1");
        } catch (IOException none) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            return "none";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "none";
        }
    }

    private long served() {
        return SESSIONS.stream().filter(session -> side(session).equals("v2")).count();
    }

    private static long moved(int share) {
        return SESSIONS.stream().filter(key -> Buckets.of(key) < share).count();
    }

    /** Signs when the run asks for it; as it says so a moment before it takes one, again where it is refused. */
    private void sign(int share) throws IOException {
        await("the question of " + share + " %", () -> {
            try {
                return caravan.said().contains("/share-" + share + ": waiting: sign-off");
            } catch (IOException e) {
                return false;
            }
        });
        await("a signature at " + share + " %", () -> {
            try {
                return person.run(List.of(
                                "approve",
                                "voice-agent",
                                "share-" + share,
                                "--role",
                                "operations",
                                "--by",
                                "ann",
                                "--state",
                                folder.resolve("state").toString()))
                        == 0;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
        });
    }

    private void await(String what, BooleanSupplier there) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(150);
        while (!there.getAsBoolean()) {
            boolean late = !run.isAlive() || System.nanoTime() > end;
            assertThat(late).as("%s did not come: %s", what, caravan.said()).isFalse();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    private List<String> words(String verb, String... more) {
        List<String> words = new ArrayList<>(List.of(
                verb, folder.resolve("home/config/migrations/voice-agent.yaml").toString()));
        settings.forEach(setting -> words.addAll(List.of("--set", setting)));
        words.addAll(List.of(more));
        return words;
    }

    private String sqlite() {
        return "jdbc:sqlite:" + folder.resolve("v1.db");
    }

    private static List<String> rows(String database, String query) throws Exception {
        try (Connection connection = DriverManager.getConnection(database);
                ResultSet row = connection.createStatement().executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(row.getString(1));
            }
            return rows;
        }
    }
}
