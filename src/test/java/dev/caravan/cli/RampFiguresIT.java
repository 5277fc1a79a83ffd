package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.servers.Callers;
import dev.caravan.servers.OddPrometheus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A v2 that is well and cannot be seen to be so: nobody comes, or its figures vanish, lie or flap. It never has more. */
@Tag("campaign")
class RampFiguresIT extends RampScene {
    private static final String RAMP =
            """
            ramp: [ 25%, 100% ]
            hold: HOLD
            healthy: { errors: "< 1%" }
            abort: { errors: "> 30%" }
            interval: 1s
            verdicts: 5
            patience: 15s
            tolerance: none
            """;

    @ParameterizedTest
    @CsvSource({
        "embedded, vanish, 1h, no-metrics for 15 s: v2's share of errors cannot be had",
        "nginx, vanish, 1h, no-metrics for 15 s: v2's share of errors cannot be had",
        "haproxy, vanish, 1h, no-metrics for 15 s: v2's share of errors cannot be had",
        "embedded, lie, 1s, not proved healthy within 15 s after its hold; no-metrics: v2's share of errors cannot be had",
        "nginx, lie, 1s, not proved healthy within 15 s after its hold; no-metrics: v2's share of errors cannot be had",
        "haproxy, lie, 1s, not proved healthy within 15 s after its hold; no-metrics: v2's share of errors cannot be had",
        "embedded, flap, 1s, not proved healthy within 15 s after its hold",
        "nginx, flap, 1s, not proved healthy within 15 s after its hold",
        "haproxy, flap, 1s, not proved healthy within 15 s after its hold"
    })
    void shouldGoBackFromFiguresThatProveNothing(String router, String fault, String hold, String reason)
            throws IOException {
        OddPrometheus prometheus = closing(new OddPrometheus());
        migration(
                router(router),
                RAMP.replace("HOLD", hold) + "metrics: { prometheus: prom, requests: requests, errors: errors }\n",
                "- ramp: api",
                ", prom: { http: \"" + prometheus.url() + "\" }");
        closing(new Callers(port));
        boolean later = fault.equals("vanish");
        prometheus.turn(later ? "none" : fault);
        CompletableFuture<Called> run = CompletableFuture.supplyAsync(() -> scene.call("run", "--format", "json"));
        if (later) {
            awaitThat(() -> run.isDone() || prometheus.asked() > 6);
            prometheus.turn(fault);
        }

        wentBack(run.join(), reason);
    }

    @ParameterizedTest
    @CsvSource({"nginx", "haproxy"})
    void shouldGoBackWhenNobodyComes(String router) throws IOException {
        migration(router(router), RAMP.replace("HOLD", "1s"), "- ramp: api", "");

        wentBack(scene.call("run", "--format", "json"), "not-enough-data: 0 requests on v2");
    }

    /** The lines that nginx writes go to a file that somebody removes. */
    @Test
    void shouldGoBackWhenNginxLogVanishes() throws IOException {
        migration(nginx(), RAMP.replace("HOLD", "1h"), "- ramp: api", "");
        closing(new Callers(port));
        CompletableFuture<Called> run = CompletableFuture.supplyAsync(() -> scene.call("run", "--format", "json"));
        awaitThat(() -> run.isDone() || services.seenByV2() > 400);
        removeLog();

        wentBack(run.join(), "no-metrics for 15 s");
    }

    private void removeLog() throws IOException {
        try (var files = Files.walk(folder.resolve("nginx"))) {
            Path log =
                    files.filter(file -> file.endsWith("answers.log")).findAny().orElseThrow();
            Files.delete(log);
        }
    }

    private void wentBack(Called run, String reason) {
        assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(1);
        assertThat(run.err()).contains("went back to v1: ").contains(reason);
        assertThat(run.out()).doesNotContain("\"share\" : 100");
        allOnV1();
    }
}
