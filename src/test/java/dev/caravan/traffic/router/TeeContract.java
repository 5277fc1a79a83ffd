package dev.caravan.traffic.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What holds, too, where a process of its own stands behind the router and copies: nobody needs it to be answered. */
abstract class TeeContract extends TrafficMirrorContract {
    @Test
    void shouldServeOnWhenWhatCopiesIsKilled() throws Exception {
        on(mirror(1, IGNORING_TIME));
        long pid = RouterControl.find(state())
                .orElseThrow()
                .ask("GET", "/", "")
                .path("pid")
                .asLong();

        ExecutorService threads = Executors.newCachedThreadPool();
        AtomicInteger answered = new AtomicInteger();
        AtomicBoolean stop = new AtomicBoolean();
        closing(threads::shutdownNow);
        List<Future<?>> loads = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            loads.add(threads.submit(() -> load(answered, stop)));
        }

        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> answered.get() > 600);
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> answered.get() > 1800 || loads.stream().anyMatch(Future::isDone));

        stop.set(true);
        for (Future<?> load : loads) {
            load.get(30, TimeUnit.SECONDS);
        }
    }

    private Void load(AtomicInteger answered, AtomicBoolean stop) throws IOException {
        try (KeptConnection connection = new KeptConnection(listener())) {
            while (!stop.get()) {
                assertThat(connection.get("/agree/" + answered.get(), "")).contains("same");
                answered.incrementAndGet();
            }
        }
        return null;
    }
}
