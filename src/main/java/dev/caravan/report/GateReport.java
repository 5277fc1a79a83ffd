package dev.caravan.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.repository.StepRow;
import java.util.List;

/** What people were asked, what they saw, and what they said. */
final class GateReport {
    private static final String CRITERIA = "criteria";
    private static final String SIGN_OFFS = "signOffs";

    private GateReport() {}

    /** The gates among these steps, and what else waited for people, in that order. */
    static List<JsonNode> of(List<StepRow> steps) {
        return steps.stream()
                .filter(row -> seen(row).has(SIGN_OFFS))
                .map(GateReport::gate)
                .toList();
    }

    /** What the gate shows now: as evidence once it is over, before that in its memo. */
    private static JsonNode seen(StepRow row) {
        return row.evidence().has(SIGN_OFFS) ? row.evidence() : row.memo();
    }

    private static JsonNode gate(StepRow row) {
        JsonNode seen = seen(row);
        ObjectNode gate = JsonNodeFactory.instance.objectNode();
        gate.put(
                        "gate",
                        seen.path("gate").asText(row.step().substring(row.step().indexOf('/') + 1)))
                .put("step", row.step())
                .put("state", row.state().text())
                .put("verdict", seen.path("verdict").asText())
                .put("reason", row.reason())
                .put("digest", seen.path("digest").asText());
        gate.set(CRITERIA, seen.path(CRITERIA));
        gate.set(SIGN_OFFS, seen.path(SIGN_OFFS));
        return gate;
    }
}
