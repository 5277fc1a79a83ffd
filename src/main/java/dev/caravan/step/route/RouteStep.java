package dev.caravan.step.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Step;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepKind;
import dev.caravan.spi.StepResult;
import java.io.IOException;
import java.util.Optional;

/**
 * Calls a route that a user put into {@code routes/}. The answer's members are the step's facts. What became of a route whose
 * call was cut off nobody can tell, unless the file says {@code repeatable: true}.
 */
public final class RouteStep implements StepKind {
    private final RouteCaller routes;

    public RouteStep(RouteCaller routes) {
        this.routes = routes;
    }

    @Override
    public StepResult advance(StepCall call) {
        JsonNode options = call.step().options();
        String route = options.path("of").asText();
        try {
            JsonNode answer = routes.call(route, options.path("with"), call);
            ObjectNode facts = JsonNodeFactory.instance.objectNode();
            if (answer.isObject()) {
                facts.setAll((ObjectNode) answer.deepCopy());
            } else if (!answer.isNull() && !answer.isMissingNode()) {
                facts.set("answer", answer);
            }
            return StepResult.done(facts);
        } catch (IOException e) {
            return new StepResult.Failed(
                    ErrorCode.STEP_FAILED,
                    "route '" + route + "' " + e.getMessage(),
                    JsonNodeFactory.instance.objectNode());
        }
    }

    @Override
    public StepResult undo(StepCall call) {
        throw new IllegalStateException("a route has no undo of its own");
    }

    @Override
    public StepResult look(StepCall call) {
        return call.step().options().path("repeatable").asBoolean()
                ? new StepResult.Again()
                : new StepResult.Unknown(
                        "the run was cut off while route '"
                                + call.step().options().path("of").asText()
                                + "' worked; look whether it did its work",
                        JsonNodeFactory.instance.objectNode());
    }

    @Override
    public String outlook(Step step) {
        JsonNode with = step.options().path("with");
        return "calls route " + step.options().path("of").asText()
                + (with.isEmpty() ? "" : " with " + String.join(", ", names(with)));
    }

    private static Iterable<String> names(JsonNode with) {
        return with::fieldNames;
    }

    @Override
    public Optional<String> undoOf(Step step) {
        return Optional.empty();
    }

    @Override
    public boolean destructive(Step step) {
        return true;
    }
}
