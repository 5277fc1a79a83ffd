package dev.caravan.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What copies of requests cost: the embedded router, which compares the answers, beside nginx' mirror, which throws them away. */
final class RouterShadowCase implements BenchCase {
    private static final int SECONDS = 10;
    private static final int WARM_SECONDS = 5;
    private static final double LEAST_COMPARED = 0.9;

    private final int share;

    private RouterShadowCase(int share) {
        this.share = share;
    }

    /** Every tenth request is copied. */
    static RouterShadowCase some() {
        return new RouterShadowCase(10);
    }

    /** Every request is copied. */
    static RouterShadowCase all() {
        return new RouterShadowCase(100);
    }

    @Override
    public Title title() {
        return new Title(
                share < 100 ? "router-shadow" : "router-shadow-all",
                share
                        + " % of the requests copied to v2 and compared by the embedded router, beside nginx' mirror, which cannot"
                        + " compare; 500-byte answers, by wrk over 32 connections; records are seconds of load, records/s requests a second",
                SECONDS);
    }

    @Override
    public Optional<String> missing(Workbench bench) {
        return RouterCase.missingPrograms(bench);
    }

    @Override
    public Stand prepare(Workbench bench) throws IOException {
        RouterStand stand = RouterStand.mirrored(bench, share);
        WrkRun load = new WrkRun(bench, bench.records());
        new WrkRun(bench, WARM_SECONDS).measure(stand.router());
        List<Contender> contenders = List.of(
                new Contender("embedded router, compared", Role.CARAVAN, () -> compared(stand, load)),
                new Contender("nginx, mirror", Role.PEER, () -> load.measure(stand.nginx())));
        return Stand.of("GET, 500 bytes", contenders, stand::close);
    }

    /** A router that drops its copies would be quick and worth nothing. */
    private static Sample compared(RouterStand stand, WrkRun load) throws IOException {
        JsonNode before = stand.copies();
        Sample sample = load.measure(stand.router());
        JsonNode after = stand.copies();
        long copied = after.path("mirrored").asLong() - before.path("mirrored").asLong();
        long compared = after.path("agreed").asLong() - before.path("agreed").asLong();
        if (compared < LEAST_COMPARED * copied) {
            throw new CaravanException(
                    ErrorCode.IO_FAILED,
                    "bench " + stand.router().url(),
                    "only " + compared + " of " + copied + " copies were compared and agreed: " + after);
        }
        return sample;
    }
}
