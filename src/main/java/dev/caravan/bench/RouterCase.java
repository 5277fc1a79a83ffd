package dev.caravan.bench;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** How many requests the embedded router carries, beside nginx with its own split. */
final class RouterCase implements BenchCase {
    private static final int SECONDS = 10;
    private static final int WARM_SECONDS = 5;

    @Override
    public Title title() {
        return new Title(
                "router",
                "the embedded router, 25 % of the clients on v2 and sticky, 500-byte answers, by wrk over 32 connections;"
                        + " records are seconds of load, records/s requests a second",
                SECONDS);
    }

    @Override
    public Optional<String> missing(Workbench bench) {
        return missingPrograms(bench);
    }

    static Optional<String> missingPrograms(Workbench bench) {
        return bench.installed(WrkRun.PROGRAM).isPresent() && RouterStand.isThere(bench)
                ? Optional.empty()
                : Optional.of("needs nginx and wrk: apt-get install nginx wrk");
    }

    @Override
    public Stand prepare(Workbench bench) throws IOException {
        RouterStand stand = RouterStand.start(bench);
        WrkRun load = new WrkRun(bench, bench.records());
        new WrkRun(bench, Math.min(WARM_SECONDS, bench.records())).measure(stand.router());
        List<Contender> contenders = List.of(
                new Contender("embedded router", Role.CARAVAN, () -> load.measure(stand.router())),
                new Contender("nginx, split_clients", Role.PEER, () -> load.measure(stand.nginx())),
                new Contender("an upstream, nothing in front", Role.LIMIT, () -> load.measure(stand.direct())));
        return Stand.of("GET, 500 bytes", contenders, stand::close);
    }
}
