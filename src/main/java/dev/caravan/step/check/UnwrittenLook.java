package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.SystemSettings;
import dev.caravan.spi.StepCall;
import dev.caravan.step.StepPace;
import dev.caravan.step.SystemTools;
import dev.caravan.step.freeze.Held;
import java.util.List;

/**
 * Whether a system that a {@code freeze} could not freeze holds what it held then: what was written to it meanwhile nobody
 * has carried over. Reads all of it. Where the step has frozen it, there is nothing to read.
 */
final class UnwrittenLook implements Look {
    private static final int NAMED = 5;

    private final SystemTools systems;

    UnwrittenLook(SystemTools systems) {
        this.systems = systems;
    }

    @Override
    public Seen look(StepCall call) {
        JsonNode options = call.step().options();
        String step = options.path("freeze").asText();
        JsonNode then = call.facts().path(step);
        ObjectNode facts = Look.facts();
        if (then.path("frozen").asBoolean()) {
            return Seen.good(facts.put("frozen", true).put("changed", 0));
        }
        if (!then.hasNonNull("digest")) {
            return Seen.bad("step '" + step + "' has left no digest to compare with; it must be done before", facts);
        }
        SystemSettings system =
                call.migration().systems().get(options.path("unwritten").asText());
        try {
            Held now = Held.of(
                    systems.kinds().apply(system.kind()).snapshot(system).look(new StepPace(call)));
            return compared(system.name() + " was written since step '" + step + "': ", Held.of(then), now, facts);
        } catch (CaravanException e) {
            if (e.code() == ErrorCode.INTERRUPTED) {
                throw e;
            }
            return Seen.bad(system.name() + " cannot be read: " + e.getMessage(), facts);
        }
    }

    private static Seen compared(String begin, Held then, Held now, ObjectNode facts) {
        List<String> changed = then.differences(now);
        facts.put("frozen", false)
                .put("changed", changed.size())
                .put("digest", now.digest())
                .put("records", now.records());
        if (changed.isEmpty()) {
            return Seen.good(facts);
        }
        String more = changed.size() > NAMED ? " and " + (changed.size() - NAMED) + " more" : "";
        return Seen.bad(
                begin + String.join(", ", changed.subList(0, Math.min(NAMED, changed.size()))) + more + "; "
                        + now.records() + " records instead of " + then.records()
                        + ": what came is not carried over; go over it once more (again: true), or roll back",
                facts);
    }

    @Override
    public String outlook(JsonNode options) {
        return options.path("unwritten").asText() + " holds what it held when step '"
                + options.path("freeze").asText() + "' could not freeze it";
    }
}
