package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepKind;
import dev.caravan.spi.StepResult;

/** A program that only looks, its exit status and what it says. */
final class ProgramLook implements Look {
    private final StepKind programs;

    /** @param programs the kind {@code exec} */
    ProgramLook(StepKind programs) {
        this.programs = programs;
    }

    @Override
    public Seen look(StepCall call) {
        StepResult result = programs.advance(asked(call));
        if (result instanceof StepResult.Done done) {
            return Seen.good((ObjectNode) done.facts());
        }
        StepResult.Failed failed = (StepResult.Failed) result;
        return Seen.bad(failed.reason(), (ObjectNode) failed.evidence());
    }

    private static StepCall asked(StepCall call) {
        ObjectNode options = call.step().options().deepCopy();
        options.set("run", options.get("program"));
        return call.of(call.step().as("exec", options));
    }

    @Override
    public String outlook(JsonNode options) {
        JsonNode program = options.path("program");
        String name = program.isArray() ? program.path(0).asText() : program.asText();
        return "program " + name + " ends with "
                + options.path("expect").path("exit").asInt(0);
    }
}
