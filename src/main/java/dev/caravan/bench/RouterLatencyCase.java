package dev.caravan.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How much later answers come through the embedded router: at half of what it can carry, by the step {@code load}, an open loop
 * whose times count from when a request was due.
 */
final class RouterLatencyCase implements BenchCase {
    private static final int SECONDS = 10;
    private static final int TOP_SECONDS = 4;
    private static final String REPORT = "report.json";
    private static final String STATE = "state";

    @Override
    public Title title() {
        return new Title(
                "router-latency",
                "p99 through the embedded router at half of its own top rate, open loop, beside none and nginx;"
                        + " records are seconds of load, records/s requests a second",
                SECONDS);
    }

    @Override
    public Optional<String> missing(Workbench bench) {
        return RouterCase.missingPrograms(bench);
    }

    @Override
    public Stand prepare(Workbench bench) throws IOException {
        RouterStand stand = RouterStand.start(bench);
        WrkRun top = new WrkRun(bench, TOP_SECONDS);
        top.measure(stand.router());
        int half = (int)
                (top.measure(stand.router()).value(Measure.RECORDS_PER_SECOND).orElse(0) / 2);
        List<Contender> contenders = List.of(
                new Contender("embedded router", Role.CARAVAN, () -> load(bench, stand.router(), half)),
                new Contender("nginx, split_clients", Role.PEER, () -> load(bench, stand.nginx(), half)),
                new Contender("an upstream, nothing in front", Role.LIMIT, () -> load(bench, stand.direct(), half)));
        return Stand.of("GET, 500 bytes, " + half + " a second", contenders, stand::close);
    }

    private static Sample load(Workbench bench, RouterStand.Front front, int rate) throws IOException {
        bench.remove(STATE, REPORT);
        Path file = Files.writeString(
                bench.path("load.yaml"),
                """
                migration: bench-load
                systems: { front: { http: "%s" } }
                pipelines: {}
                plan:
                  - phase: bench
                    steps:
                      - load:
                          of: front
                          rate: %d
                          for: %ds
                          warm-up: 5s
                          connections: 32
                          requests: [ { path: /, headers: { X-Session: "s{n}" } } ]
                          expect: { achieved: "> 0%%", errors: "== 0%%" }
                """
                        .formatted(front.url(), rate, bench.records()));
        double before = front.cpuSeconds();
        bench.caravan(
                "run",
                file.toString(),
                "--quiet",
                "--state",
                bench.path(STATE).toString(),
                "--report",
                bench.path(REPORT).toString());
        JsonNode step = new ObjectMapper()
                .readTree(bench.path(REPORT).toFile())
                .path("steps")
                .path(0)
                .path("evidence");
        return new Sample(Map.of(
                Measure.RECORDS_PER_SECOND,
                step.path("achieved").asDouble(),
                Measure.P99,
                step.path("p99").asDouble() * 1000,
                Measure.CPU,
                front.cpuSeconds() - before,
                Measure.PEAK,
                front.peakBytes() / 1e6));
    }
}
