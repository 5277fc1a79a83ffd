package dev.caravan.servers;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Some clients, each request of another session, until they are closed. */
public final class Callers implements AutoCloseable {
    private static final int THREADS = 6;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final Map<String, Long> answers = new ConcurrentHashMap<>();
    private volatile long lastV2;
    private volatile boolean over;

    /** Calls {@code http://127.0.0.1:port/} all the time, in vain at first. */
    public Callers(int port) {
        for (int i = 0; i < THREADS; i++) {
            threads.execute(() -> {
                while (!over) {
                    String said = call(port);
                    answers.merge(said, 1L, Long::sum);
                    if (said.endsWith("v2")) {
                        lastV2 = System.nanoTime();
                    }
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            });
        }
    }

    private static String call(int port) {
        try {
            URI address = URI.create("http://127.0.0.1:" + port + "/");
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(10_000);
            connection.setReadTimeout(10_000);
            connection.setRequestProperty(
                    "X-Session", Long.toString(ThreadLocalRandom.current().nextLong()));
            int status = connection.getResponseCode();
            if (status >= 400) {
                connection.getErrorStream().readAllBytes();
                return Integer.toString(status);
            }
            return new String(connection.getInputStream().readAllBytes());
        } catch (IOException e) {
            return "none";
        }
    }

    /** How many got this answer: a side's name, an error's status, or {@code none}. */
    public long count(String answer) {
        return answers.getOrDefault(answer, 0L);
    }

    /** When v2 answered last, as {@link System#nanoTime}. */
    public long lastV2() {
        return lastV2;
    }

    @Override
    public void close() {
        over = true;
        threads.shutdown();
        try {
            threads.awaitTermination(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
