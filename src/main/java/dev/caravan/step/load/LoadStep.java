package dev.caravan.step.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Step;
import dev.caravan.spi.RepeatableStep;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import dev.caravan.step.StepPace;
import java.util.List;

/**
 * Puts load on a service and judges how it bears it: one rate, or rising rates up to the first that it does not hold. A load
 * that was cut off begins again.
 */
public final class LoadStep implements RepeatableStep {
    @Override
    public StepResult advance(StepCall call) {
        LoadSettings settings = LoadSettings.of(call);
        StepPace pace = new StepPace(call);
        return StepPace.unlessStopped(call, () -> {
            try (Loading loading = new Loading(settings)) {
                return climb(call.step().options(), settings, loading, pace);
            }
        });
    }

    private static StepResult climb(JsonNode options, LoadSettings settings, Loading loading, StepPace pace) {
        LoadBar bar = new LoadBar(options.path("expect"));
        ArrayNode runs = JsonNodeFactory.instance.arrayNode();
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        int held = 0;
        String problem = "";
        for (int rate : settings.rates()) {
            LoadMeter meter = loading.hold(rate, pace);
            problem = bar.problem(meter);
            ObjectNode run = meter.facts().put("held", problem.isEmpty());
            runs.add(run);
            if (problem.isEmpty() || held == 0) {
                facts.setAll(run.deepCopy());
            }
            if (!problem.isEmpty()) {
                facts.put("broke", rate).put("why", problem);
                break;
            }
            held = rate;
        }
        facts.put("held", held);
        if (settings.rates().size() > 1) {
            facts.set("runs", runs);
        }
        int wanted = options.has("at-least")
                ? LoadSettings.perSecond(options.get("at-least"))
                : settings.rates().get(0);
        return held >= wanted ? StepResult.done(facts) : new StepResult.Failed(ErrorCode.STEP_FAILED, problem, facts);
    }

    @Override
    public String outlook(Step step) {
        JsonNode options = step.options();
        List<Integer> rates = LoadSettings.rates(options);
        String rising = rates.size() > 1 ? "rising rates, " + rates + " requests/s" : rates.get(0) + " requests/s";
        return "sends " + rising + " to " + options.path("of").asText() + " for "
                + options.path("for").asText("30s") + (rates.size() > 1 ? " each" : "")
                + (writes(step) ? ", some of which write" : "");
    }

    @Override
    public boolean destructive(Step step) {
        return uses(step, List.of("DELETE"));
    }

    private static boolean writes(Step step) {
        return uses(step, List.of("POST", "PUT", "PATCH", "DELETE"));
    }

    private static boolean uses(Step step, List<String> methods) {
        for (JsonNode request : step.options().path("requests")) {
            if (methods.contains(request.path("method").asText("GET"))) {
                return true;
            }
        }
        return false;
    }
}
