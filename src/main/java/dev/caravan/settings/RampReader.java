package dev.caravan.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Durations;
import dev.caravan.model.Ramp;
import dev.caravan.model.Split;
import dev.caravan.model.SystemSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code ramp:} of a service with all that belongs to it. */
final class RampReader {
    private static final Duration HOLD = Duration.ofMinutes(10);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int VERDICTS = 3;
    private static final Ramp.Tolerance TOLERANCE = new Ramp.Tolerance(0.01, 1);
    /** Keys that say nothing without shares to go through. */
    private static final List<String> BESIDE =
            List.of("hold", "healthy", "abort", "interval", "window", "verdicts", "patience", "tolerance", "metrics");

    private static final List<String> QUANTILES = List.of("p50", "p95", "p99");

    private final Map<String, SystemSettings> systems;

    RampReader(Map<String, SystemSettings> systems) {
        this.systems = systems;
    }

    /** Null where there is none. */
    Ramp read(Section service) {
        Section ramp = service.at("ramp");
        if (!ramp.isList()) {
            BESIDE.stream()
                    .map(service::at)
                    .filter(key -> !key.isMissing())
                    .forEach(key -> key.mistakeAtKey(
                            "'" + key.key() + "' belongs to a ramp, and there is none; add ramp: with the shares"));
            return null;
        }
        if (!service.has("healthy")) {
            ramp.mistakeAtKey("a ramp goes on by proof; say what is healthy, such as healthy: { errors: \"< 0.1%\" }");
        }
        JsonNode metrics = metrics(service.at("metrics"));
        Ramp.Conditions healthy = conditions(service.at("healthy"), metrics);
        Ramp.Conditions abort = conditions(service.at("abort"), metrics);
        List.of("healthy", "abort").forEach(key -> compared(service, service.at(key)));
        return new Ramp(stages(service), healthy, abort, tolerance(service.at("tolerance")), pace(service), metrics);
    }

    private static Ramp.Pace pace(Section service) {
        Duration interval = time(service, "interval", INTERVAL);
        if (interval.isZero()) {
            service.at("interval").mistake("an interval of no length; say how often to look, such as 1s");
        }
        return new Ramp.Pace(
                interval,
                time(service, "window", null),
                service.integer("verdicts", VERDICTS),
                time(service, "patience", PATIENCE));
    }

    private static List<Ramp.Stage> stages(Section service) {
        Duration hold = time(service, "hold", HOLD);
        List<Ramp.Stage> stages = new ArrayList<>();
        for (Section written : service.at("ramp").elements()) {
            Section stage = written.expanded("share");
            Split share = share(stage.text("share"));
            if (share == null) {
                continue;
            }
            if (!stages.isEmpty()
                    && share.compareTo(stages.get(stages.size() - 1).share()) <= 0) {
                written.mistake("share " + share + " is not above the one before it; a ramp only rises");
            } else if (share.compareTo(Split.NONE) <= 0) {
                written.mistake("share " + share + " is where a ramp goes back to; begin above it");
            }
            stages.add(new Ramp.Stage(share, time(stage, "hold", hold)));
        }
        return stages;
    }

    /** Null for what the structure's check has complained about. */
    private static Split share(String text) {
        try {
            return text == null ? null : Split.parse(text);
        } catch (IllegalArgumentException said) {
            return null;
        }
    }

    private Ramp.Conditions conditions(Section conditions, JsonNode metrics) {
        Map<String, String> figures = new HashMap<>();
        List<Ramp.Asked> asked = new ArrayList<>();
        conditions.members().forEach((name, condition) -> {
            if (condition.isText() && !name.equals("checks")) {
                figures.put(name, condition.text());
                if (metrics.has("requests") && QUANTILES.contains(name) && !metrics.has(name)) {
                    condition.mistakeAtKey("'" + name + "' is asked of Prometheus, and metrics: has no query for it");
                }
            }
        });
        for (Section fact : conditions.at("facts").elements()) {
            Jq.check(fact.at("fact"));
            asked.add(new Ramp.Asked(false, fact.text("fact"), fact.text("pass")));
        }
        for (Section query : conditions.at("promql").elements()) {
            if (!metrics.has("prometheus")) {
                query.mistake("a query, and no Prometheus to ask; name its system by metrics: { prometheus: SYSTEM }");
            }
            asked.add(new Ramp.Asked(true, query.text("query"), query.text("pass")));
        }
        return new Ramp.Conditions(figures, asked, conditions.texts("checks"));
    }

    /** Nothing is told of answers that nobody compares. */
    private static void compared(Section service, Section conditions) {
        if (conditions.isMap() && conditions.has("agreement") && !service.has("mirror")) {
            conditions
                    .at("agreement")
                    .mistakeAtKey("'agreement' is told of mirrored requests, and the service has no mirror:; add one,"
                            + " such as mirror: { share: 10% }, and a step mirror: before the ramp");
        }
    }

    /** Queries as they are, and the address of the system that is asked. */
    private ObjectNode metrics(Section metrics) {
        ObjectNode read = JsonNodeFactory.instance.objectNode();
        if (!metrics.isMap()) {
            return read;
        }
        metrics.members().forEach((name, query) -> read.put(name, query.text()));
        Section named = metrics.at("prometheus");
        if (named.isKnown("system", systems.keySet()) && systems.get(named.text()) != null) {
            SystemSettings system = systems.get(named.text());
            read.put("prometheus", system.address());
            if (!"http".equals(system.kind())) {
                named.mistake("system '" + named.shown() + "' is of kind " + system.kind() + "; name one of kind http");
            }
        }
        if (QUANTILES.stream().anyMatch(metrics::has) && !metrics.has("requests")
                || metrics.has("requests") != metrics.has("errors")) {
            metrics.mistakeAtKey("queries need both requests: and errors:, so that a share can be told");
        }
        return read;
    }

    private static Ramp.Tolerance tolerance(Section tolerance) {
        if (tolerance.isText()) {
            return null;
        }
        return new Ramp.Tolerance(
                percent(tolerance.text("errors"), TOLERANCE.errors()),
                percent(tolerance.text("latency"), TOLERANCE.latency()));
    }

    private static double percent(String text, double otherwise) {
        return text != null && text.matches("[0-9]+(\\.[0-9]+)?\\s*%")
                ? Double.parseDouble(text.replace("%", "").strip()) / 100
                : otherwise;
    }

    private static Duration time(Section section, String key, Duration otherwise) {
        String text = section.isMap() ? section.text(key) : null;
        return text == null ? otherwise : Durations.parse(text).orElse(otherwise);
    }
}
