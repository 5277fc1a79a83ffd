package dev.caravan.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How much later answers come through the embedded router: at half of what it can carry, by an open loop whose times count
 * from when a request was due.
 */
final class RouterLatencyCase implements BenchCase {
    private static final int SECONDS = 10;
    private static final int TOP_SECONDS = 4;
    private static final int CONNECTIONS = 32;
    private static final int WARM_SECONDS = 2;

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
        WrkRun top = new WrkRun(bench, Math.min(TOP_SECONDS, bench.records()));
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
        double before = front.cpuSeconds();
        try (PacedClients clients = new PacedClients(front.port(), CONNECTIONS, rate)) {
            clients.ask(
                    Duration.ofSeconds(Math.min(WARM_SECONDS, bench.records())), Duration.ofSeconds(bench.records()));
            return new Sample(Map.of(
                    Measure.RECORDS_PER_SECOND,
                    clients.achieved(),
                    Measure.HELD,
                    clients.achieved() / rate,
                    Measure.P99,
                    clients.p99(),
                    Measure.CPU,
                    front.cpuSeconds() - before,
                    Measure.PEAK,
                    front.peakBytes() / 1e6));
        }
    }
}
