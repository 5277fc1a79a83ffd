package dev.caravan.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.servers.ChromaServer;
import dev.caravan.servers.Ports;
import dev.caravan.servers.PostgresServer;
import dev.caravan.servers.RedisServer;
import dev.caravan.servers.RouterChild;
import dev.caravan.servers.S3Server;
import dev.caravan.traffic.Buckets;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The twenty weeks of voice-agent.yaml in seconds: two real services, callers all the while, a person who signs each share. */
@ExtendWith({ChromaServer.class, PostgresServer.class, RedisServer.class})
abstract class VoiceScene {
    private static final Path SHIPPED =
            Path.of(System.getProperty("caravan.home", "")).toAbsolutePath();
    static final List<Integer> SHARES = List.of(5, 25, 50, 75, 95, 100);
    /** Some that move at each share; a share is one of clients, and most of these move at the first. */
    static final List<String> SESSIONS = IntStream.range(0, 600)
            .mapToObj(n -> "session-" + n)
            .filter(key -> Buckets.of(key) < 5 || Buckets.of(key) % 24 == 0)
            .limit(40)
            .toList();

    @TempDir
    Path folder;

    final HttpClient http = HttpClient.newHttpClient();
    final Set<String> failures = ConcurrentHashMap.newKeySet();
    /** One who is named as a beta tester, and one as an early adopter; their buckets would move them at the very end. */
    static final String BETA = late("beta-");

    static final String EARLY = late("early-");
    private final List<Thread> callers = new ArrayList<>();
    final int front = Ports.free();
    final List<String> settings = new ArrayList<>();
    Launched caravan;
    Launched person;
    VoiceServices services;
    private S3Server s3;
    String pg;
    String sessions;
    Process run;
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
                "beta.testers=" + Files.writeString(folder.resolve("beta.txt"), "# of the first week\n" + BETA + "\n"),
                "early.adopters=" + Files.writeString(folder.resolve("early.txt"), EARLY + "\n"),
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
        settings.addAll(List.of(
                "load.stress.3=60",
                "load.achieved=10%",
                "load.p99=9s",
                "good.search=9s",
                "good.database=9s",
                "watch.first=1s"));
        settings.addAll(List.of("backups=backups", "archive=archive", "notices=" + folder.resolve("notices")));
        settings.add("logs=" + folder.resolve("notices"));
    }

    private static String late(String name) {
        return IntStream.range(0, 1000)
                .mapToObj(n -> name + n)
                .filter(key -> Buckets.of(key) == 99)
                .findFirst()
                .orElseThrow();
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

    List<String> captures(String database) throws Exception {
        return rows(database, "SELECT id || ' ' || session_id || ' ' || user_text || ' ' || agent_text FROM captures");
    }

    /** Callers who talk through the router, as soon as it is there. */
    final void call() {
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
    final String side(String session) {
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

    /** The side whose search answers a session, and the one that its WebSocket is on. */
    final String others(String session) throws Exception {
        HttpRequest search = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + front + "/api/search"))
                .header("X-Session", session)
                .POST(BodyPublishers.ofString("{\"query\":\"learning\"}"))
                .build();
        String found = http.send(search, BodyHandlers.ofString()).body().replaceAll(".*\"(v[12])\".*", "$1");
        try (Socket socket = new Socket("127.0.0.1", front)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET /ws/" + session + " HTTP/1.1\r\nHost: localhost\r\nX-Session: " + session
                                    + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
            StringBuilder head = new StringBuilder();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                head.append(line).append('\n');
            }
            return found + head.toString().replaceAll("(?is)^HTTP/1.1 (\\d+).*\nx-side: (v[12]).*", " $1 $2");
        }
    }

    /** Ends the run as a person would who looks at it, with SIGTERM. */
    final void stop() throws Exception {
        run.destroy();
        run.onExit().get(60, TimeUnit.SECONDS);
    }

    /** Gives a setting another value. */
    final void set(String name, String value) {
        settings.removeIf(setting -> setting.startsWith(name + "="));
        settings.add(name + "=" + value);
    }

    final long served() {
        return SESSIONS.stream().filter(session -> side(session).equals("v2")).count();
    }

    static long moved(int share) {
        return SESSIONS.stream().filter(key -> Buckets.of(key) < share).count();
    }

    /** Signs when the run asks for it; as it says so a moment before it takes one, again where it is refused. */
    final void sign(int share) throws IOException {
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

    final void await(String what, BooleanSupplier there) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(150);
        while (!there.getAsBoolean()) {
            boolean late = !run.isAlive() || System.nanoTime() > end;
            assertThat(late).as("%s did not come: %s", what, caravan.said()).isFalse();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    final List<String> words(String verb, String... more) {
        List<String> words = new ArrayList<>(List.of(
                verb, folder.resolve("home/config/migrations/voice-agent.yaml").toString()));
        settings.forEach(setting -> words.addAll(List.of("--set", setting)));
        words.addAll(List.of(more));
        return words;
    }

    final String sqlite() {
        return "jdbc:sqlite:" + folder.resolve("v1.db");
    }

    static List<String> rows(String database, String query) throws Exception {
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
