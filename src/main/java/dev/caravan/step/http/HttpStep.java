package dev.caravan.step.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Step;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepKind;
import dev.caravan.spi.StepResult;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sends one request. Every request carries {@code Idempotency-Key}, the same for each try; what became of one whose answer
 * never came a person must say, unless its method may be repeated.
 */
public final class HttpStep implements StepKind {
    private static final List<String> READS = List.of("GET", "HEAD");
    private static final List<String> SAFE = List.of("GET", "HEAD", "PUT", "DELETE");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpCaller http;

    public HttpStep(HttpCaller http) {
        this.http = http;
    }

    @Override
    public StepResult advance(StepCall call) {
        JsonNode options = call.step().options();
        ObjectNode evidence = JsonNodeFactory.instance.objectNode();
        evidence.put("request", HttpRequests.shown(options, "to"));
        try {
            HttpCaller.Answer answer = http.call(marked(HttpRequests.of(call, "to"), call.token()));
            evidence.put("status", answer.status()).put("seconds", answer.seconds());
            String problem = new Expectation(options.path("expect")).problem(answer);
            if (!problem.isEmpty()) {
                return new StepResult.Failed(
                        ErrorCode.STEP_FAILED, evidence.path("request").asText() + ": " + problem, evidence);
            }
            ObjectNode facts = evidence.deepCopy();
            facts.remove("request");
            facts.set("body", body(answer.body()));
            return new StepResult.Done(facts, evidence, JsonNodeFactory.instance.objectNode());
        } catch (IOException e) {
            String why = evidence.path("request").asText() + ": no answer (" + e.getMessage() + ")";
            return repeatable(call.step())
                    ? new StepResult.Failed(ErrorCode.STEP_FAILED, why, evidence)
                    : new StepResult.Unknown(why + "; look whether it did its work", evidence);
        }
    }

    @Override
    public StepResult undo(StepCall call) {
        throw new IllegalStateException("a request has no undo of its own");
    }

    @Override
    public StepResult look(StepCall call) {
        return repeatable(call.step())
                ? new StepResult.Again()
                : new StepResult.Unknown(
                        "the run was cut off while "
                                + HttpRequests.shown(call.step().options(), "to")
                                + " was sent; look whether it did its work",
                        JsonNodeFactory.instance.objectNode());
    }

    @Override
    public String outlook(Step step) {
        return "sends " + HttpRequests.shown(step.options(), "to");
    }

    @Override
    public Optional<String> undoOf(Step step) {
        return Optional.empty();
    }

    @Override
    public boolean destructive(Step step) {
        return !READS.contains(step.options().path("method").asText("GET"));
    }

    private static boolean repeatable(Step step) {
        return SAFE.contains(step.options().path("method").asText("GET"));
    }

    private static HttpCaller.Request marked(HttpCaller.Request request, String token) {
        Map<String, String> headers = new LinkedHashMap<>(request.headers());
        headers.putIfAbsent("Idempotency-Key", token);
        return new HttpCaller.Request(
                request.method(), request.url(), headers, request.body(), request.most(), request.certificate());
    }

    private static JsonNode body(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JsonNodeFactory.instance.textNode(text);
        }
    }
}
