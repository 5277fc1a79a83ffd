package dev.caravan.report;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;

/**
 * What a run did beside the data.
 *
 * @param gates as objects, in the plan's order
 * @param steps as objects, in the plan's order
 * @param traffic an object; empty where none is moved
 * @param passage who began this way through the plan, when, and all that happened since, an object; empty where no plan ran
 */
public record PlanReport(List<JsonNode> gates, List<JsonNode> steps, JsonNode traffic, JsonNode passage) {
    /** A run that moved data alone. */
    public static final PlanReport NONE = new PlanReport(List.of(), List.of(), JsonNodeFactory.instance.objectNode());

    public PlanReport {
        gates = List.copyOf(gates);
        steps = List.copyOf(steps);
        requireNonNull(traffic, "traffic is null");
        requireNonNull(passage, "passage is null");
    }

    /** One of whose passage nothing more is known. */
    public PlanReport(List<JsonNode> gates, List<JsonNode> steps, JsonNode traffic) {
        this(gates, steps, traffic, JsonNodeFactory.instance.objectNode());
    }
}
