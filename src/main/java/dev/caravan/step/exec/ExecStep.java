package dev.caravan.step.exec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Step;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepKind;
import dev.caravan.spi.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs a program with an argument list, waits for its end, and keeps its exit status, its time and the end of its output.
 * What became of a program whose run was cut off nobody can tell, so a person is asked.
 */
public final class ExecStep implements StepKind {
    @Override
    public StepResult advance(StepCall call) {
        JsonNode options = call.step().options();
        Execution.Result result = new Execution(arguments(options), options).run(call);
        if (result.failure() != null) {
            return new StepResult.Failed(ErrorCode.STEP_FAILED, result.failure(), result.evidence());
        }
        int expected = options.path("expect").path("exit").asInt(0);
        if (result.exit() != expected) {
            String why = "'" + arguments(options).get(0) + "' ended with exit status " + result.exit() + " instead of "
                    + expected + ": " + result.lastLine();
            return new StepResult.Failed(ErrorCode.STEP_FAILED, why, result.evidence());
        }
        String text = options.path("expect").path("text").asText("");
        if (!result.output().contains(text)) {
            String why = "'" + arguments(options).get(0) + "' did not say '" + text + "'";
            return new StepResult.Failed(ErrorCode.STEP_FAILED, why, result.evidence());
        }
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        facts.put("exit", result.exit())
                .put("seconds", result.seconds())
                .put("output", result.output().strip());
        return new StepResult.Done(facts, result.evidence(), JsonNodeFactory.instance.objectNode());
    }

    @Override
    public StepResult undo(StepCall call) {
        throw new IllegalStateException("a program has no undo of its own");
    }

    @Override
    public StepResult look(StepCall call) {
        return new StepResult.Unknown(
                "the run was cut off while '"
                        + String.join(" ", arguments(call.step().options()))
                        + "' ran; look whether it did its work",
                JsonNodeFactory.instance.objectNode());
    }

    @Override
    public String outlook(Step step) {
        return "runs " + String.join(" ", arguments(step.options()));
    }

    @Override
    public Optional<String> undoOf(Step step) {
        return Optional.empty();
    }

    @Override
    public boolean destructive(Step step) {
        return false;
    }

    private static List<String> arguments(JsonNode options) {
        List<String> arguments = new ArrayList<>();
        JsonNode run = options.path("run");
        if (run.isTextual()) {
            arguments.add(run.textValue());
        }
        run.forEach(argument -> arguments.add(argument.asText()));
        return arguments;
    }
}
