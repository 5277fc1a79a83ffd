package dev.caravan.step.gate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.Durations;
import dev.caravan.model.Gate;
import dev.caravan.model.Migration;
import dev.caravan.model.Step;
import java.util.List;
import java.util.Optional;

/** What people may be asked in a migration: its gates, its statements, and its steps that nothing takes back. */
public final class Asked {
    private Asked() {}

    /** What is asked under this name: a gate, else a step by its full name or by its own. */
    public static Optional<Gate> of(Migration migration, String name) {
        Gate gate = migration.gates().get(name);
        return gate != null
                ? Optional.of(gate)
                : migration.plan().steps().stream()
                        .filter(step -> step.id().equals(name) || step.name().equals(name))
                        .filter(step -> step.kind().equals("attest") || step.irreversible())
                        .findFirst()
                        .map(step -> step.kind().equals("attest") ? attested(step) : consent(step));
    }

    /** The gate that a statement is. */
    static Gate attested(Step step) {
        return gate(step, step.options().path("role").asText(Decision.ANYBODY));
    }

    /** The gate before a step that nothing takes back. */
    public static Gate consent(Step step) {
        return gate(step, Decision.ANYBODY);
    }

    private static Gate gate(Step step, String role) {
        JsonNode options = step.options();
        return new Gate(
                step.id(),
                List.of(),
                List.of(role),
                Durations.parse(options.path("expires").asText("")).orElse(null),
                options.path("not-by-starter").asBoolean(),
                step.place());
    }
}
