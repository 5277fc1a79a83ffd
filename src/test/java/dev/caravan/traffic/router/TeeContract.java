package dev.caravan.traffic.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.TrafficMirror;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
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
    /** Ended too early it cuts the stream of events; ended while it is to copy it copies no more. */
    @Test
    void shouldEndOnceItIsLetGoAndHasAnsweredWhoeverWaits() throws Exception {
        TrafficMirror mirror = on(mirror(1, IGNORING_TIME));
        ProcessHandle copies = copies();
        release();
        readEvents(() -> assertThat(copies.isAlive()).isTrue());

        readEvents(() -> {
            mirror.off();
            release();
        });
        copies.onExit().get(20, TimeUnit.SECONDS);

        assertThat(RouterControl.at(state())).isEmpty();
        mirror.on("two");
        assertThat(copies().pid()).isNotEqualTo(copies.pid());
        readEvents(() -> {});
        awaited(mirror, json -> json.path("compared").asInt() == 1);
    }

    /** Does something in the midst of a stream, which comes to its end all the same. */
    private void readEvents(Runnable meanwhile) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(listener().resolve("/events")).build();
        try (InputStream events = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofInputStream())
                .body()) {
            int first = events.read();
            meanwhile.run();
            String rest = new String(events.readAllBytes(), StandardCharsets.US_ASCII);
            assertThat((char) first + rest).contains("v1 1", "v1 2", "v1 3");
        }
    }

    private ProcessHandle copies() {
        long pid = RouterControl.find(state())
                .orElseThrow()
                .ask("GET", "/", "")
                .path("pid")
                .asLong();
        return ProcessHandle.of(pid).orElseThrow();
    }

    private void release() {
        TrafficRouters.release(service(mirror(1, IGNORING_TIME)), folder.resolve("state"));
    }

    @Test
    void shouldServeOnWhenWhatCopiesIsKilled() throws Exception {
        on(mirror(1, IGNORING_TIME));
        long pid = copies().pid();

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
