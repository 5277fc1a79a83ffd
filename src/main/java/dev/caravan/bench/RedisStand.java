package dev.caravan.bench;

import dev.caravan.model.Programs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.exceptions.JedisException;

/** A Redis of the bench's own, on a free port of the loopback; gone with the case. */
final class RedisStand implements AutoCloseable {
    static final String PROGRAM = "redis-server";

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
    private static final long EXPIRY = 4_102_444_800_000L;

    private final Process process;
    private final int port;

    private RedisStand(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts an empty one. */
    static RedisStand start(Workbench bench) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Process process = Programs.builder(
                        PROGRAM,
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        String.valueOf(port),
                        "--save",
                        "",
                        "--appendonly",
                        "no")
                .directory(bench.path("").toFile())
                .redirectErrorStream(true)
                .redirectOutput(bench.path("redis.log").toFile())
                .start();
        RedisStand stand = new RedisStand(process, port);
        stand.await();
        return stand;
    }

    /** The URL of a database. */
    String url(int database) {
        return "redis://127.0.0.1:" + port + "/" + database;
    }

    /** Makes sessions in the first database. */
    void fill(int records) {
        try (Jedis client = new Jedis("127.0.0.1", port);
                Pipeline pipeline = client.pipelined()) {
            for (int number = 0; number < records; number++) {
                String key = "session:" + Integer.toHexString(number * 0x9E3779B1);
                pipeline.hset(key, session(number));
                pipeline.pexpireAt(key, EXPIRY + number);
                if (number % 1000 == 0) {
                    pipeline.sync();
                }
            }
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, String> session(int number) {
        Map<String, String> session = new TreeMap<>();
        session.put("user", "user-" + number % 5000);
        session.put("started", "2026-01-02T03:04:" + number % 60 + "Z");
        session.put("turns", String.valueOf(number % 40));
        session.put("topic", "camel routes, née " + number % 100);
        session.put("context", "please fix the test of the mapper; the value of field " + number + " is missing again");
        session.put("agent", "assistant-" + number % 3);
        session.put("language", "en");
        session.put("token", Long.toHexString(number * 0x9E3779B97F4A7C15L));
        return session;
    }

    private void await() throws IOException {
        for (long end = System.nanoTime() + PATIENCE; ; LockSupport.parkNanos(10_000_000)) {
            try (Jedis client = new Jedis("127.0.0.1", port)) {
                client.ping();
                return;
            } catch (JedisException notYet) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    close();
                    throw new IOException("no Redis came up for the bench", notYet);
                }
            }
        }
    }
}
