package dev.caravan.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A real Redis for the tests: {@code @ExtendWith(RedisServer.class)} and a parameter of type {@link Running}. Started once for
 * all tests of a JVM, on a free port of the loopback, and stopped with it.
 */
public final class RedisServer extends SharedServer<RedisServer.Running> {
    public RedisServer() {
        super(Running.class);
    }

    @Override
    Running begin() {
        return start();
    }

    /** A server of a test's own, with settings of its own; to be closed. */
    public static Running start(String... settings) {
        try {
            return new Running(folder("redis"), Ports.free(), List.of(settings));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server, and databases on it. */
    public static final class Running implements AutoCloseable {
        private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
        private static final int DATABASES = 1000;

        private final Path folder;
        private final int port;
        private final Process server;
        private int databases;

        private Running(Path folder, int port, List<String> settings) {
            this.folder = folder;
            this.port = port;
            List<String> command = new ArrayList<>(List.of("redis-server", "--bind", "127.0.0.1", "--port", "" + port));
            command.addAll(List.of("--dir", folder.toString(), "--save", "", "--databases", "" + DATABASES));
            command.addAll(settings);
            try {
                this.server = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            awaitAnswer();
        }

        public int port() {
            return port;
        }

        /** Where the server keeps its files. */
        public Path folder() {
            return folder;
        }

        /** The number of a database that nobody else uses. */
        public synchronized int database() {
            return ++databases;
        }

        /** The URL of a database. */
        public String url(int database) {
            return "redis://127.0.0.1:" + port + "/" + database;
        }

        /** A client past Caravan's own code; to be closed. */
        public Jedis client(int database) {
            Jedis client = new Jedis("127.0.0.1", port);
            client.select(database);
            return client;
        }

        private void awaitAnswer() {
            for (long end = System.nanoTime() + PATIENCE; ; LockSupport.parkNanos(10_000_000)) {
                try (Jedis client = new Jedis("127.0.0.1", port)) {
                    client.ping();
                    return;
                } catch (JedisException notYet) {
                    if (String.valueOf(notYet.getMessage()).startsWith("NOAUTH")) {
                        return;
                    }
                    if (!server.isAlive() || System.nanoTime() > end) {
                        server.destroyForcibly();
                        throw new IllegalStateException("no Redis came up; see " + folder + "/log", notYet);
                    }
                }
            }
        }

        @Override
        public void close() throws InterruptedException {
            server.destroyForcibly().waitFor();
        }
    }
}
