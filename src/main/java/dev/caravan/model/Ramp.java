package dev.caravan.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How v2's share of a service rises, and what it must prove on the way.
 *
 * @param stages the shares in order, each above the one before
 * @param healthy what must hold to go on
 * @param abort what ends the ramp at once
 * @param tolerance how much worse than v1 v2 may be to be healthy; null where the file does not want them compared
 * @param pace when it looks, and how long it waits
 * @param metrics where figures come from that the router does not give: {@code prometheus}, a base URL, and queries by the
 *     name of the figure; an empty object where the router's own serve
 */
public record Ramp(
        List<Stage> stages, Conditions healthy, Conditions abort, Tolerance tolerance, Pace pace, JsonNode metrics) {
    public Ramp {
        stages = List.copyOf(stages);
    }

    /** True when figures are asked of Prometheus instead of the router. */
    public boolean queries() {
        return metrics.has("requests");
    }

    /** The same as far as a share, which is one of its own. */
    public Ramp upTo(Split last) {
        List<Stage> first = stages.stream()
                .filter(stage -> stage.share().compareTo(last) <= 0)
                .toList();
        return new Ramp(first, healthy, abort, tolerance, pace, metrics);
    }

    /** What speaks against a share that no ramp is about to raise: what ends a ramp does, what is not proved does not. */
    public Ramp guarding() {
        return new Ramp(stages, Conditions.none(), abort, null, pace, metrics);
    }

    /** A share, and how long it is held at the least. */
    public record Stage(Split share, Duration hold) {}

    /**
     * Conditions that are looked at together.
     *
     * @param figures comparisons by figure: {@code errors}, {@code p50}, {@code p95}, {@code p99} and {@code agreement}
     * @param asked numbers that are asked for elsewhere
     * @param checks names of steps of kind check of the same plan that must hold
     */
    public record Conditions(Map<String, String> figures, List<Asked> asked, List<String> checks) {
        public Conditions {
            figures = Map.copyOf(figures);
            asked = List.copyOf(asked);
            checks = List.copyOf(checks);
        }

        public static Conditions none() {
            return new Conditions(Map.of(), List.of(), List.of());
        }
    }

    /**
     * A number and what it must be.
     *
     * @param promql true for a query of Prometheus; false for a jq program over the facts
     * @param pass a comparison such as {@code < 5}
     */
    public record Asked(boolean promql, String query, String pass) {}

    /**
     * How much worse than v1's in the same time v2's figures may be.
     *
     * @param errors how far above v1's share of errors, as a part of one
     * @param latency how much longer than v1's a time may be, as a part of v1's
     */
    public record Tolerance(double errors, double latency) {}

    /**
     * When a ramp looks, and how long it waits.
     *
     * @param interval from one look to the next
     * @param window how far back a look goes at the most; null for the whole time at the present share
     * @param verdicts how many looks in a row must be healthy to go on
     * @param patience how long no proof, no figures or bad ones are borne before the ramp goes back
     */
    public record Pace(Duration interval, Duration window, int verdicts, Duration patience) {}
}
