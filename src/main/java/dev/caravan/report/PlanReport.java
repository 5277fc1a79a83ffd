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
 */
public record PlanReport(List<JsonNode> gates, List<JsonNode> steps, JsonNode traffic) {
    /** A run that moved data alone. */
    public static final PlanReport NONE = new PlanReport(List.of(), List.of(), JsonNodeFactory.instance.objectNode());

    public PlanReport {
        gates = List.copyOf(gates);
        steps = List.copyOf(steps);
        requireNonNull(traffic, "traffic is null");
    }
}
