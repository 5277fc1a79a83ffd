package dev.caravan.step.exec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Step;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepKind;
import dev.caravan.spi.StepResult;
import dev.caravan.step.ProgramEnd;
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
        String problem = new ProgramEnd(arguments(options).get(0), result.exit(), result.output())
                .problem(options.path("expect"));
        if (!problem.isEmpty()) {
            return new StepResult.Failed(ErrorCode.STEP_FAILED, problem, result.evidence());
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
