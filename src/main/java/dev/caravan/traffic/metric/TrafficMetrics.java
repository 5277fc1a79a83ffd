package dev.caravan.traffic.metric;

import dev.caravan.model.Ramp;
import dev.caravan.model.Traffic;
import dev.caravan.spi.MetricProvider;
import dev.caravan.spi.TrafficMirror;
import dev.caravan.traffic.router.HaproxyEvents;
import dev.caravan.traffic.router.NginxLog;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.OptionalDouble;

/** The kinds of sources of figures that Caravan knows. A new kind is one more line here. */
public final class TrafficMetrics {
    private TrafficMetrics() {}

    /**
     * What measures the sides of a service: Prometheus where the file has queries, else the router.
     *
     * @param service one with a ramp, whose router is installed
     * @param state where embedded routers keep what is in force
     * @throws dev.caravan.model.CaravanException TARGET_UNUSABLE when it cannot be opened
     */
    public static MetricProvider of(Traffic service, Path state, Clock clock) {
        if (service.ramp().queries()) {
            return new PrometheusMetrics(service.ramp().metrics(), clock);
        }
        RouterMetrics.Reader reader =
                switch (service.router()) {
                    case "embedded" ->
                        new EmbeddedReader(state.resolve(service.name()).toAbsolutePath());
                    case "haproxy" -> new HaproxyReader(HaproxyEvents.of(service));
                    case "nginx" -> new NginxReader(NginxLog.of(service));
                    default -> throw new IllegalArgumentException("router '" + service.router() + "' measures nothing");
                };
        return new RouterMetrics(reader, clock, longest(service.ramp()));
    }

    /**
     * What counts the answers of both sides that are compared now, as requests of v2; those that differ are its errors. Empty
     * windows while the mirror is off.
     *
     * @param mirror closed with what is returned
     */
    public static MetricProvider pairs(Traffic service, TrafficMirror mirror, Clock clock) {
        return new RouterMetrics(new MirrorReader(mirror), clock, longest(service.ramp()));
    }

    /** How far back a look at the figures may go. */
    private static Duration longest(Ramp ramp) {
        return ramp.pace().window() != null
                ? ramp.pace().window()
                : ramp.stages().stream()
                        .map(stage -> stage.hold().plus(ramp.pace().patience()))
                        .max(Comparator.naturalOrder())
                        .orElse(Duration.ZERO);
    }

    /** The number that a query of the service's Prometheus gives; empty when there is none. */
    public static OptionalDouble ask(Traffic service, String query) {
        String base = service.ramp().metrics().path("prometheus").asText();
        return new PrometheusQuery(URI.create(base)).number(query);
    }
}
