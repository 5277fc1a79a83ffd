package dev.caravan.step.mirror;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Step;
import dev.caravan.spi.StepResult;
import java.util.List;
import java.util.Locale;

/** What a comparison found, as facts for gates, evidence for people and the verdict of a step. */
record Found(JsonNode results) {
    private static final List<String> FACTS = List.of(
            "mirrored",
            "compared",
            "agreed",
            "differences",
            "dropped",
            "failed",
            "agreement",
            "latency",
            "errors",
            "drops",
            "failures");
    private static final int SHOWN = 10;

    long compared() {
        return results.path("compared").asLong();
    }

    /** One line of where it stands. */
    String line() {
        String agree = results.has("agreement")
                ? String.format(
                        Locale.ROOT, ", %.2f %% agree", results.get("agreement").asDouble() * 100)
                : "";
        return compared() + " compared" + agree;
    }

    /** Numbers alone, of each endpoint what agrees there, and of a replay the times of each pair. */
    ObjectNode facts() {
        ObjectNode facts = numbers();
        if (results.has("times")) {
            facts.set("times", results.get("times"));
        }
        ObjectNode endpoints = facts.putObject("endpoint");
        results.path("endpoints").forEach(one -> endpoints
                .putObject(one.path("endpoint").asText())
                .put("compared", one.path("compared").asLong())
                .put("agreement", one.path("agreement").asDouble()));
        return facts;
    }

    private ObjectNode numbers() {
        ObjectNode numbers = JsonNodeFactory.instance.objectNode();
        FACTS.stream().filter(results::has).forEach(name -> numbers.set(name, results.get(name)));
        return numbers;
    }

    /** The numbers, and the endpoints that differ most with what differs there. */
    ObjectNode evidence() {
        ObjectNode evidence = numbers();
        ArrayNode shown = evidence.putArray("endpoints");
        results.path("endpoints")
                .valueStream()
                .sorted((one, other) -> Long.compare(missed(other), missed(one)))
                .limit(SHOWN)
                .forEach(shown::add);
        return evidence;
    }

    private static long missed(JsonNode endpoint) {
        return endpoint.path("compared").asLong()
                - endpoint.path("agreed").asLong()
                + endpoint.path("failed").asLong();
    }

    /** Done, or failed where fewer answers agree than the step's {@code agreement:} asks for. */
    StepResult verdict(Step step, JsonNode memo) {
        String wanted = step.options().path("agreement").asText("");
        double least = wanted.isEmpty()
                ? 0
                : Double.parseDouble(wanted.replace("%", "").strip()) / 100;
        double seen = results.path("agreement").asDouble(0);
        if (least > 0 && seen < least) {
            String reason = String.format(
                    Locale.ROOT,
                    "%.2f %% of %d answers agree, %s are asked for; see the step's evidence for what differs where",
                    seen * 100,
                    compared() + results.path("failed").asLong(),
                    wanted);
            return new StepResult.Failed(ErrorCode.STEP_FAILED, reason, evidence());
        }
        return new StepResult.Done(facts(), evidence(), memo);
    }
}
