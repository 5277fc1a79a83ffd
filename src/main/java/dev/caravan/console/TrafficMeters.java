package dev.caravan.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.Side;
import dev.caravan.repository.Share;
import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import dev.caravan.run.RunState;
import dev.caravan.traffic.metric.RouterTotals;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Meters of services, brought up to date before each scrape: v2's share of each as it was last set, what Caravan's own router has
 * answered from each side, and, while a ramp is under way, what it saw at its last look, whichever router it asks.
 */
final class TrafficMeters {
    private static final Set<StepState> UNDER_WAY = Set.of(StepState.RUNNING, StepState.WAITING);
    private static final Map<String, Integer> QUANTILES = Map.of("0.5", 50, "0.95", 95, "0.99", 99);
    private static final double MILLIS = 1e3;
    private static final double MICROS = 1e6;

    private final RunState state;
    private final Map<Meter, MultiGauge> gauges = new HashMap<>();

    TrafficMeters(MeterRegistry registry, RunState state) {
        this.state = state;
        for (Meter meter : Meter.values()) {
            gauges.put(
                    meter,
                    MultiGauge.builder(meter.title)
                            .description(meter.description)
                            .register(registry));
        }
    }

    /** Shows what is so now, and nothing of what has passed. */
    synchronized void show() {
        Map<Meter, List<Row<?>>> rows = new HashMap<>();
        List<Share> shares = state.shares().all();
        for (Share share : shares) {
            Tags service = Tags.of("migration", share.migration(), "service", share.service());
            add(rows, Meter.SHARE, service, Math.max(0, share.split().share()) / 100.0);
            answered(rows, share, service);
        }
        shares.stream().map(Share::migration).distinct().forEach(migration -> ramps(rows, migration));
        gauges.forEach((meter, gauge) -> gauge.register(rows.getOrDefault(meter, List.of()), true));
    }

    private void answered(Map<Meter, List<Row<?>>> rows, Share share, Tags service) {
        RouterTotals.ask(state.folder()
                        .resolve("router")
                        .resolve(share.migration())
                        .resolve(share.service()))
                .forEach((side, totals) -> {
                    Tags tags = service.and("side", side.toString());
                    add(rows, Meter.REQUESTS, tags, totals.requests());
                    add(rows, Meter.ERRORS, tags, totals.errors());
                    QUANTILES.forEach((quantile, percent) -> add(
                            rows,
                            Meter.LATENCY,
                            tags.and("quantile", quantile),
                            totals.micros().getValueAtPercentile(percent) / MICROS));
                });
    }

    private void ramps(Map<Meter, List<Row<?>>> rows, String migration) {
        for (StepRow step :
                state.passages().latest(migration).map(state.passages()::steps).orElse(List.of())) {
            JsonNode last = step.memo().path("last");
            if (step.kind().equals("ramp") && UNDER_WAY.contains(step.state()) && last.has("verdict")) {
                Tags service = Tags.of(
                        "migration",
                        migration,
                        "service",
                        step.memo().path("service").asText());
                look(rows, last, service);
            }
        }
    }

    private static void look(Map<Meter, List<Row<?>>> rows, JsonNode last, Tags service) {
        add(rows, Meter.VERDICT, service.and("verdict", last.path("verdict").asText()), 1);
        JsonNode figures = last.path("figures");
        if (figures.has("agreement")) {
            add(rows, Meter.AGREEMENT, service, figures.path("agreement").asDouble());
        }
        for (Side side : Side.values()) {
            JsonNode seen = figures.path(side.toString());
            Tags tags = service.and("side", side.toString());
            if (seen.has("requests")) {
                add(rows, Meter.SEEN, tags, seen.path("requests").asDouble());
                add(rows, Meter.SEEN_ERRORS, tags, seen.path("errors").asDouble());
            }
            QUANTILES.forEach((quantile, percent) -> {
                JsonNode millis = seen.path("p" + percent + "Millis");
                if (millis.isNumber()) {
                    add(rows, Meter.SEEN_LATENCY, tags.and("quantile", quantile), millis.asDouble() / MILLIS);
                }
            });
        }
    }

    private static void add(Map<Meter, List<Row<?>>> rows, Meter meter, Tags tags, double value) {
        rows.computeIfAbsent(meter, first -> new ArrayList<>()).add(Row.of(tags, value));
    }

    private enum Meter {
        SHARE("caravan.traffic.share", "v2's share of the clients as it was last set, from 0 to 1"),
        REQUESTS("caravan.router.requests", "Answers of a side through Caravan's own router since it began"),
        ERRORS("caravan.router.errors", "Errors among them"),
        LATENCY("caravan.router.seconds", "How long they took, by quantile"),
        VERDICT("caravan.ramp.verdict", "What the last look of a ramp that is under way said"),
        AGREEMENT("caravan.ramp.agreement", "The share of mirrored requests that both sides answered alike"),
        SEEN("caravan.ramp.requests", "Answers of a side in the stretch that the last look went back"),
        SEEN_ERRORS("caravan.ramp.errors", "Errors among them"),
        SEEN_LATENCY("caravan.ramp.seconds", "How long they took, by quantile");

        private final String title;
        private final String description;

        Meter(String title, String description) {
            this.title = title;
            this.description = description;
        }
    }
}
