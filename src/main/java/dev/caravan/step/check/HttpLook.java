package dev.caravan.step.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.StepCall;
import dev.caravan.step.http.Expectation;
import dev.caravan.step.http.HttpCaller;
import dev.caravan.step.http.HttpRequests;
import java.io.IOException;

/** An answer over HTTP. */
final class HttpLook implements Look {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpCaller http;
    private final JsonNumber numbers = new JsonNumber();

    HttpLook(HttpCaller http) {
        this.http = http;
    }

    @Override
    public Seen look(StepCall call) {
        ObjectNode facts = Look.facts();
        HttpCaller.Request request = HttpRequests.of(call, "http");
        try {
            HttpCaller.Answer answer = http.call(request);
            facts.put("status", answer.status()).put("seconds", answer.seconds());
            String problem = new Expectation(call.step().options().path("expect")).problem(answer);
            if (problem.isEmpty() && call.step().options().has("value")) {
                problem = number(call.step().options(), answer.body(), facts);
            }
            return problem.isEmpty() ? Seen.good(facts) : Seen.bad(shown(call) + ": " + problem, facts);
        } catch (IOException e) {
            return Seen.bad(shown(call) + ": no answer (" + e.getMessage() + "); look whether the service runs", facts);
        }
    }

    /** What is wrong with the number that {@code value:} finds; empty when nothing is. */
    private String number(JsonNode options, String body, ObjectNode facts) {
        try {
            return numbers.problem(JSON.readTree(body), options.get("value").asText(), options, facts);
        } catch (JsonProcessingException e) {
            return "the answer is no JSON";
        }
    }

    private static String shown(StepCall call) {
        return HttpRequests.shown(call.step().options(), "http");
    }

    @Override
    public String outlook(JsonNode options) {
        return HttpRequests.shown(options, "http") + " answers as it should";
    }
}
