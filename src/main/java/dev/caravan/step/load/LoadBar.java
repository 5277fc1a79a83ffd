package dev.caravan.step.load;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.step.check.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What {@code expect:} wants of a load; without it errors below 1 % and 95 % of the rate. */
final class LoadBar {
    private static final Map<String, ToDoubleFunction<LoadMeter>> FIGURES = Map.of(
            "errors", LoadMeter::errorShare,
            "achieved", meter -> meter.achieved() / meter.rate(),
            "p50", meter -> meter.quantile(50),
            "p90", meter -> meter.quantile(90),
            "p95", meter -> meter.quantile(95),
            "p99", meter -> meter.quantile(99),
            "max", meter -> meter.quantile(100));
    private static final List<String> ORDER = List.of("achieved", "errors", "p50", "p90", "p95", "p99", "max");
    private static final Map<String, String> ALWAYS = Map.of("errors", "< 1%", "achieved", ">= 95%");
    /** From here on the generator's own lateness is told beside a failure. */
    private static final double OWN_LATENESS = 0.05;

    private final JsonNode expect;

    LoadBar(JsonNode expect) {
        this.expect = expect;
    }

    /** What is not as wanted; empty when everything is. */
    String problem(LoadMeter meter) {
        List<String> missed = new ArrayList<>();
        for (String name : ORDER) {
            String wanted = expect.path(name).asText(ALWAYS.getOrDefault(name, ""));
            double seen = FIGURES.get(name).applyAsDouble(meter);
            if (!wanted.isEmpty() && !Comparison.of(wanted).holds(seen)) {
                missed.add(name + " " + shown(name, seen) + " instead of " + wanted);
            }
        }
        if (missed.isEmpty()) {
            return "";
        }
        String own = meter.late() < OWN_LATENESS
                ? ""
                : String.format(
                        Locale.ROOT, "; this machine itself was up to %.0f ms late in sending", meter.late() * 1000);
        return String.format(
                Locale.ROOT,
                "at %d requests/s: %s (%.0f answers/s; %s)%s",
                meter.rate(),
                String.join(", ", missed),
                meter.achieved(),
                meter.problems(),
                own);
    }

    private static String shown(String name, double seen) {
        boolean share = ALWAYS.containsKey(name);
        return share
                ? String.format(Locale.ROOT, "%.2f%%", seen * 100)
                : Double.isNaN(seen) ? "unknown" : String.format(Locale.ROOT, "%.0f ms", seen * 1000);
    }
}
