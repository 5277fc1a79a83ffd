package dev.caravan.traffic.metric;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.Side;
import dev.caravan.model.SideWindow;
import dev.caravan.spi.MetricProvider;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Figures that Prometheus has: one query for each, in which {@code $side} and {@code $window} stand for the side and the length of
 * the window. An answer is kept for some seconds, as Prometheus itself knows nothing newer.
 */
final class PrometheusMetrics implements MetricProvider {
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final double MILLIS = 1000;
    /** Nothing is known of so short a time, which says nothing against anybody. */
    private static final Optional<SideWindow> NOT_YET = SideWindow.plausible(
            0, 0, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(), Duration.ZERO);

    private final JsonNode queries;
    private final PrometheusQuery prometheus;
    private final Clock clock;
    private final Map<String, Kept> kept = new HashMap<>();

    /** @param queries {@code prometheus}, its base URL; {@code requests}, {@code errors} and quantiles, in seconds */
    PrometheusMetrics(JsonNode queries, Clock clock) {
        this.queries = queries;
        this.prometheus =
                new PrometheusQuery(URI.create(queries.path("prometheus").asText()));
        this.clock = clock;
    }

    @Override
    public Optional<SideWindow> window(Side side, Duration length) {
        if (length.compareTo(SHORTEST) < 0) {
            return NOT_YET;
        }
        Instant now = clock.instant();
        // A window that grows every second is the same for as long as an answer is fresh
        String key = side + " " + length.toSeconds() / FRESH.toSeconds();
        kept.values().removeIf(one -> !one.at().plus(FRESH).isAfter(now));
        return kept.computeIfAbsent(key, missing -> new Kept(now, ask(side, length)))
                .figures();
    }

    private Optional<SideWindow> ask(Side side, Duration length) {
        OptionalDouble requests = number("requests", side, length);
        OptionalDouble errors = number("errors", side, length);
        if (requests.isEmpty() || errors.isEmpty()) {
            return Optional.empty();
        }
        return SideWindow.plausible(
                requests.getAsDouble(),
                errors.getAsDouble(),
                millis("p50", side, length),
                millis("p95", side, length),
                millis("p99", side, length),
                length);
    }

    private OptionalDouble millis(String name, Side side, Duration length) {
        OptionalDouble seconds = number(name, side, length);
        return seconds.isEmpty() ? seconds : OptionalDouble.of(seconds.getAsDouble() * MILLIS);
    }

    private OptionalDouble number(String name, Side side, Duration length) {
        return queries.has(name)
                ? prometheus.number(queries.get(name)
                        .asText()
                        .replace("$side", side.toString())
                        .replace("$window", length.toSeconds() + "s"))
                : OptionalDouble.empty();
    }

    @Override
    public void close() {
        // Every question has a connection of its own
    }

    private record Kept(Instant at, Optional<SideWindow> figures) {}
}
