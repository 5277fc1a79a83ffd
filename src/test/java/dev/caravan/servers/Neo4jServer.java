package dev.caravan.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Config;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.Logging;
import org.neo4j.driver.Session;

/**
 * A real Neo4j for the tests: {@code @ExtendWith(Neo4jServer.class)} and a parameter of type {@link Running}. Started once for
 * all tests of a JVM, on a free port of the loopback, and stopped with it. It has one database: a test empties it first.
 */
public final class Neo4jServer extends SharedServer<Neo4jServer.Running> {
    public Neo4jServer() {
        super(Running.class);
    }

    @Override
    Running begin() throws IOException {
        return new Running(folder("neo4j-data"), Ports.free(), false);
    }

    /** A server of a test's own that wants a password; to be closed. */
    public static Running guarded() {
        try {
            return new Running(folder("neo4j-data"), Ports.free(), true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server. */
    public static final class Running implements AutoCloseable {
        private static final long PATIENCE = TimeUnit.SECONDS.toNanos(120);

        private final Path folder;
        private final int port;
        private final boolean guarded;
        private Process server;
        private Driver driver;

        private Running(Path folder, int port, boolean guarded) throws IOException {
            this.folder = folder;
            this.port = port;
            this.guarded = guarded;
            start();
        }

        /** Starts it again after {@link #kill}. */
        public void start() throws IOException {
            Path out = folder.resolve("out.txt");
            Files.deleteIfExists(out);
            server = new ProcessBuilder(command())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            for (long end = System.nanoTime() + PATIENCE;
                    !Files.readString(out).contains("up\n");
                    LockSupport.parkNanos(50_000_000)) {
                if (!server.isAlive() || System.nanoTime() > end) {
                    server.destroyForcibly();
                    throw new IllegalStateException("no Neo4j came up: " + Files.readString(out));
                }
            }
        }

        private List<String> command() {
            return Stream.of(
                            Stream.of(
                                    ProcessHandle.current().info().command().orElse("java"),
                                    "-Xmx384m",
                                    "-XX:+UseSerialGC",
                                    "-XX:TieredStopAtLevel=1"),
                            Stream.of("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent", "java.lang")
                                    .map(opened -> "--add-opens=java.base/" + opened + "=ALL-UNNAMED"),
                            Stream.of(
                                    "-cp",
                                    HOME.resolve("target/neo4j") + "/*",
                                    HOME.resolve("src/test/neo4j/Neo4j.java").toString(),
                                    folder.resolve("home").toString(),
                                    "" + port,
                                    "" + guarded))
                    .flatMap(words -> words)
                    .toList();
        }

        public String url() {
            return "bolt://127.0.0.1:" + port;
        }

        /** Takes away all that is there, constraints too. */
        public void empty() {
            ask("MATCH (n) DETACH DELETE n");
            ask("SHOW CONSTRAINTS YIELD name RETURN name").forEach(name -> ask("DROP CONSTRAINT " + name));
        }

        /** Asks past Caravan's own code; a row's values are parted by a bar. */
        public List<String> ask(String query) {
            try (Session session = driver().session()) {
                return session.run(query, Map.of())
                        .list(row -> String.join(
                                "|",
                                row.values().stream()
                                        .map(value -> String.valueOf(value.asObject()))
                                        .toList()));
            }
        }

        /** Ends it as a crash does. */
        public void kill() throws InterruptedException {
            server.destroyForcibly().waitFor();
        }

        private synchronized Driver driver() {
            if (driver == null) {
                driver = GraphDatabase.driver(
                        url(),
                        guarded ? AuthTokens.basic("neo4j", "neo4j") : AuthTokens.none(),
                        Config.builder().withLogging(Logging.none()).build());
            }
            return driver;
        }

        @Override
        public void close() throws Exception {
            if (driver != null) {
                driver.close();
            }
            kill();
        }
    }
}
