package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Traffic;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.TrafficMirror;
import dev.caravan.step.mirror.Mirrors;

/** A number of what copies of a service's requests have found so far. */
final class MirrorLook implements Look {
    private static final String AGREEMENT = ".agreement";

    private final Mirrors mirrors;
    private final JsonNumber numbers = new JsonNumber();

    MirrorLook(Mirrors mirrors) {
        this.mirrors = mirrors;
    }

    @Override
    public Seen look(StepCall call) {
        JsonNode options = call.step().options();
        ObjectNode facts = Look.facts();
        String name = options.path("mirror").asText();
        Traffic service = call.migration().traffic().get(name);
        try (TrafficMirror mirror = mirrors.of(call.migration().name(), service)) {
            JsonNode found = mirror.results(false);
            facts.put("compared", found.path("compared").asLong());
            if (!found.path("on").asBoolean()) {
                return Seen.bad(
                        "no requests of " + name + " are copied now; a step of kind mirror with stay: true"
                                + " begins it",
                        facts);
            }
            String problem = numbers.problem(found, asked(options), options, facts);
            return problem.isEmpty()
                    ? Seen.good(facts)
                    : Seen.bad(problem + ", of " + facts.get("compared") + " compared", facts);
        }
    }

    private static String asked(JsonNode options) {
        return options.path("value").asText(AGREEMENT);
    }

    @Override
    public String outlook(JsonNode options) {
        return "what copies of requests of " + options.path("mirror").asText() + " found, '" + asked(options) + "', is "
                + options.path("pass").asText("!= 0");
    }
}
