package dev.caravan.step.mirror;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.Mirror;
import dev.caravan.model.Step;
import dev.caravan.model.Traffic;
import dev.caravan.spi.RepeatableStep;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import dev.caravan.spi.TrafficMirror;
import dev.caravan.step.StepPace;
import java.util.ArrayList;
import java.util.List;

/** An A/B run: sends requests to both sides, from a file or as they were copied last, and compares the answers field by field. */
public final class AbStep implements RepeatableStep {
    private static final String CAPTURED = "captured";
    private static final int REQUESTS = 100;
    private static final double PER_SECOND = 50;

    private final Mirrors mirrors;

    public AbStep(Mirrors mirrors) {
        this.mirrors = mirrors;
    }

    @Override
    public StepResult advance(StepCall call) {
        Step step = call.step();
        JsonNode options = step.options();
        Traffic service = call.migration().traffic().get(options.path("of").asText());
        List<JsonNode> requests = requests(call, service, options.path("from").asText(CAPTURED));
        if (requests.isEmpty()) {
            return StepResult.failed(
                    "no request was captured yet; turn copying on by a step of kind mirror with stay: true, "
                            + "or name a file of requests by from:");
        }
        Mirror.Compare compare =
                service.mirror() == null ? Mirror.Compare.ALL : service.mirror().compare();
        Mirrors.Plan plan = new Mirrors.Plan(options.path("requests").asInt(REQUESTS), rate(options), compare);
        return StepPace.unlessStopped(call, () -> {
            Found found = new Found(mirrors.replay(service, requests, plan, new StepPace(call)));
            return found.verdict(step, JsonNodeFactory.instance.objectNode());
        });
    }

    private List<JsonNode> requests(StepCall call, Traffic service, String from) {
        if (!CAPTURED.equals(from)) {
            return RequestFile.read(from);
        }
        List<JsonNode> requests = new ArrayList<>();
        try (TrafficMirror mirror = mirrors.of(call.migration().name(), service)) {
            mirror.recent().forEach(requests::add);
        }
        return requests;
    }

    private static double rate(JsonNode options) {
        String rate = options.path("rate").asText("");
        return rate.isEmpty() ? PER_SECOND : Double.parseDouble(rate.replaceAll("[^0-9]", ""));
    }

    @Override
    public String outlook(Step step) {
        JsonNode options = step.options();
        String from = options.path("from").asText(CAPTURED);
        return "sends " + options.path("requests").asText(Integer.toString(REQUESTS)) + " requests "
                + (CAPTURED.equals(from) ? "as they were copied last" : "of " + from) + " to both sides of "
                + options.path("of").asText() + " and compares the answers";
    }
}
