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
import dev.caravan.step.Restart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs a program with an argument list, waits for its end, and keeps its exit status, its time and the end of its output.
 * What became of a program whose run was cut off {@code done-when:} tells; a {@code repeatable:} one is run again; else a
 * person is asked.
 */
public final class ExecStep implements StepKind {
    private static final String DONE_WHEN = "done-when";

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
        JsonNode options = call.step().options();
        if (options.has(DONE_WHEN)) {
            List<String> ask = texts(options.path(DONE_WHEN));
            Execution.Result answer = new Execution(ask, options).run(call);
            if (answer.exit() == 0) {
                return new StepResult.Done(answer.evidence(), answer.evidence(), JsonNodeFactory.instance.objectNode());
            }
        }
        if (options.path("repeatable").asBoolean(false)) {
            return new StepResult.Again();
        }
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
        return !Restart.is(arguments(step.options()));
    }

    private static List<String> arguments(JsonNode options) {
        return texts(options.path("run"));
    }

    private static List<String> texts(JsonNode run) {
        List<String> arguments = new ArrayList<>();
        if (run.isTextual()) {
            arguments.add(run.textValue());
        }
        run.forEach(argument -> arguments.add(argument.asText()));
        return arguments;
    }
}
