package dev.caravan.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How long callers were not served, by the steps of which the file says that it begins and ends there. */
final class Downtime {
    private static final String WORD = "downtime";

    private final ObjectNode tree = JsonNodeFactory.instance.objectNode();
    private double seconds;
    private StepRow from;

    private Downtime() {
        tree.put("seconds", 0.0).putArray("spans");
    }

    /**
     * {@code {seconds, spans: [{from, to, seconds}]}}; empty where the file names no downtime. A span without its end is none: nobody
     * has seen it yet.
     *
     * @param plan the steps of the file, in order
     */
    static Optional<ObjectNode> of(JsonNode plan, List<StepRow> rows) {
        Map<String, StepRow> begun = rows.stream().collect(Collectors.toMap(StepRow::step, Function.identity()));
        Downtime downtime = new Downtime();
        boolean named = false;
        for (JsonNode step : plan) {
            named |= step.has(WORD);
            StepRow row = begun.get(
                    step.path("phase").asText() + "/" + step.path("name").asText());
            if (row != null && row.state() != StepState.SKIPPED) {
                downtime.take(step.path(WORD).asText(), row);
            }
        }
        return named ? Optional.of(downtime.tree) : Optional.empty();
    }

    private void take(String word, StepRow row) {
        if (word.equals("begins") && from == null) {
            from = row;
        } else if (word.equals("ends") && from != null && row.state() == StepState.DONE) {
            double span = seconds(from.begun(), row.ended());
            seconds += span;
            tree.put("seconds", rounded(seconds));
            tree.withArray("spans")
                    .addObject()
                    .put("from", from.step())
                    .put("to", row.step())
                    .put("seconds", rounded(span));
            from = null;
        }
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1e3;
    }

    private static double rounded(double value) {
        return Math.round(value * 1e3) / 1e3;
    }
}
