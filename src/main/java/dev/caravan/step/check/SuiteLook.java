package dev.caravan.step.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.StepCall;
import dev.caravan.step.Jq;
import dev.caravan.step.http.Expectation;
import dev.caravan.step.http.HttpCaller;
import dev.caravan.step.http.HttpRequests;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/**
 * Several requests, one after another; all are sent, then the verdict. In a body or a header, {@code {jq: PROGRAM}} stands for
 * what the program gives: its input holds the time ({@code now}, {@code epoch}), {@code token}, the facts, and what the
 * requests before answered, {@code .answers.NAME}.
 */
final class SuiteLook implements Look {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpCaller http;
    private final Jq jq = new Jq();

    SuiteLook(HttpCaller http) {
        this.http = http;
    }

    @Override
    public Seen look(StepCall call) {
        ObjectNode facts = Look.facts();
        ObjectNode results = JsonNodeFactory.instance.objectNode();
        ObjectNode known = known(call);
        List<String> problems = new ArrayList<>();
        JsonNode requests = call.step().options().path("requests");
        double slowest = 0;
        for (JsonNode one : requests) {
            String name = one.path("name").asText(HttpRequests.shown(one, ""));
            Sent sent = send(call, one, known, facts);
            results.put(name, sent.problem().isEmpty() ? "passed" : sent.problem());
            slowest = Math.max(slowest, sent.seconds());
            if (!sent.problem().isEmpty()) {
                problems.add(name + ": " + sent.problem());
            }
        }
        facts.put("passed", requests.size() - problems.size()).put("failed", problems.size());
        facts.put("share", requests.isEmpty() ? 0 : 1 - (double) problems.size() / requests.size());
        facts.put("seconds", slowest);
        facts.set("requests", results);
        return problems.isEmpty()
                ? Seen.good(facts)
                : Seen.bad(
                        problems.size() + " of " + requests.size() + " requests failed: " + String.join("; ", problems),
                        facts);
    }

    private static ObjectNode known(StepCall call) {
        ObjectNode known = JsonNodeFactory.instance.objectNode();
        known.put("now", call.now().toString()).put("epoch", call.now().toEpochMilli() / 1000.0);
        known.put("token", call.token());
        known.set("facts", call.facts());
        known.putObject("answers");
        return known;
    }

    private Sent send(StepCall call, JsonNode one, ObjectNode known, ObjectNode facts) {
        try {
            JsonNode filled = filled(one, known);
            HttpCaller.Answer answer = http.call(
                    HttpRequests.of(call, call.step().options().path("suite").asText(), filled));
            JsonNode body = body(answer.body());
            ((ObjectNode) known.get("answers")).set(one.path("name").asText(), body);
            for (Map.Entry<String, JsonNode> fact : one.path("facts").properties()) {
                List<JsonNode> found = jq.run(fact.getValue().asText(), body);
                facts.set(fact.getKey(), found.isEmpty() ? JSON.nullNode() : found.get(0));
            }
            return new Sent(new Expectation(one.path("expect")).problem(answer), answer.seconds());
        } catch (JsonQueryException e) {
            return new Sent("a jq program of it fails: " + e.getMessage(), 0);
        } catch (IOException e) {
            return new Sent("no answer (" + e.getMessage() + ")", 0);
        }
    }

    /** A copy in which every {@code {jq: ...}} of body and headers has its value. */
    private JsonNode filled(JsonNode one, ObjectNode known) throws JsonQueryException {
        ObjectNode copy = one.deepCopy();
        for (String part : List.of("body", "headers")) {
            if (copy.has(part)) {
                copy.set(part, value(copy.get(part), known));
            }
        }
        return copy;
    }

    private JsonNode value(JsonNode node, ObjectNode known) throws JsonQueryException {
        if (node.isObject() && node.size() == 1 && node.path("jq").isTextual()) {
            List<JsonNode> found = jq.run(node.get("jq").textValue(), known);
            return found.isEmpty() ? JSON.nullNode() : found.get(0);
        }
        if (node.isObject()) {
            ObjectNode copy = JSON.createObjectNode();
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                copy.set(member.getKey(), value(member.getValue(), known));
            }
            return copy;
        }
        return node;
    }

    private static JsonNode body(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.nullNode();
        }
    }

    @Override
    public String outlook(JsonNode options) {
        return options.path("suite").asText() + " answers "
                + options.path("requests").size() + " requests as it should";
    }

    private record Sent(String problem, double seconds) {}
}
