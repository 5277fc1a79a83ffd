package dev.caravan.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Households that call all the while, some hundred times a second, until they are closed. */
public final class DemoCallers implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int HOUSEHOLDS = 2_000;
    private static final long PAUSE_MILLIS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS);
    private final Map<String, Long> answers = new ConcurrentHashMap<>();
    private final URI address;
    private volatile long lastOfV2 = Long.MIN_VALUE;
    private volatile boolean served;

    /** Begins to call; what is not answered before the first answer is not counted, as nobody may be there yet. */
    public DemoCallers(URI address) {
        this.address = address;
        for (int i = 0; i < THREADS; i++) {
            threads.scheduleWithFixedDelay(this::call, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void call() {
        long begun = System.nanoTime();
        String said = said();
        served |= !said.equals("lost");
        if (served) {
            answers.merge(said, 1L, Long::sum);
        }
        if (said.startsWith("v2")) {
            lastOfV2 = Math.max(lastOfV2, begun);
        }
    }

    private String said() {
        try {
            HttpRequest request = HttpRequest.newBuilder(address)
                    .header("X-Household", "h" + ThreadLocalRandom.current().nextInt(HOUSEHOLDS))
                    .timeout(PATIENCE)
                    .build();
            HttpResponse<Void> answer = client.send(request, BodyHandlers.discarding());
            String side = answer.headers().firstValue(DemoServices.SIDE).orElse("nobody");
            return side + (answer.statusCode() == 200 ? "" : " failed");
        } catch (IOException e) {
            return "lost";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "lost";
        }
    }

    /** How many were answered like this: by {@code v1}, {@code v2}, with an error ({@code v2 failed}), or {@code lost}. */
    public long count(String answer) {
        return answers.getOrDefault(answer, 0L);
    }

    /** When the last call began that v2 answered, as {@link System#nanoTime}; the least number when none was. */
    public long lastOfV2() {
        return lastOfV2;
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            threads.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
