package dev.caravan.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.SignOff;
import dev.caravan.repository.StepRow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What people were asked, what they saw, and what they said. */
final class GateReport {
    private static final String CRITERIA = "criteria";
    private static final String SIGN_OFFS = "signOffs";

    private GateReport() {}

    /**
     * The gates among these steps, and what else people agreed to, in that order.
     *
     * @param consents what people said before a step that nothing takes back, by the step's full name
     */
    static List<JsonNode> of(List<StepRow> steps, Function<String, List<SignOff>> consents) {
        List<JsonNode> gates = new ArrayList<>();
        for (StepRow row : steps) {
            List<SignOff> said = seen(row).has(SIGN_OFFS) ? List.of() : consents.apply(row.step());
            if (seen(row).has(SIGN_OFFS)) {
                gates.add(gate(row));
            } else if (!said.isEmpty()) {
                gates.add(consent(row, said));
            }
        }
        return gates;
    }

    private static JsonNode consent(StepRow row, List<SignOff> said) {
        ObjectNode gate = JsonNodeFactory.instance.objectNode();
        gate.put("gate", row.step())
                .put("step", row.step())
                .put("state", row.state().text())
                .put("verdict", "consent")
                .put("reason", "nothing takes this step back")
                .put("digest", said.get(0).digest());
        gate.putArray(CRITERIA);
        ArrayNode signed = gate.putArray(SIGN_OFFS);
        said.forEach(one -> signed.add(one.shown()));
        return gate;
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
        if (seen.has("statement")) {
            gate.set("statement", seen.get("statement"));
        }
        gate.set(CRITERIA, seen.path(CRITERIA));
        gate.set(SIGN_OFFS, seen.path(SIGN_OFFS));
        return gate;
    }
}
