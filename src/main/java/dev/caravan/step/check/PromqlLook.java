package dev.caravan.step.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.StepCall;
import dev.caravan.step.http.HttpCaller;
import dev.caravan.step.http.HttpRequests;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** A number from Prometheus, asked with the token and certificate of its system; no number is never good. */
final class PromqlLook implements Look {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpCaller http;

    PromqlLook(HttpCaller http) {
        this.http = http;
    }

    @Override
    public Seen look(StepCall call) {
        JsonNode options = call.step().options();
        ObjectNode facts = Look.facts();
        ObjectNode query = JSON.createObjectNode()
                .put(
                        "path",
                        "/api/v1/query?query="
                                + URLEncoder.encode(options.path("promql").asText(), StandardCharsets.UTF_8));
        try {
            HttpCaller.Answer answer =
                    http.call(HttpRequests.of(call, options.path("in").asText(), query));
            double number = number(JSON.readTree(answer.body()));
            facts.put("value", number);
            Comparison pass = Comparison.of(options.path("pass").asText("> 0"));
            if (Double.isNaN(number)) {
                return Seen.bad(
                        "Prometheus has no number for '"
                                + options.path("promql").asText() + "'",
                        facts);
            }
            return pass.holds(number) ? Seen.good(facts) : Seen.bad(number + " is not " + pass.text(), facts);
        } catch (JsonProcessingException e) {
            return Seen.bad("Prometheus does not answer with JSON", facts);
        } catch (IOException e) {
            return Seen.bad("Prometheus does not answer (" + e.getMessage() + ")", facts);
        }
    }

    private static double number(JsonNode answer) {
        JsonNode result = answer.path("data").path("result");
        JsonNode value = answer.path("data").path("resultType").asText().equals("scalar")
                ? result.path(1)
                : result.path(0).path("value").path(1);
        try {
            return value.isMissingNode() ? Double.NaN : Double.parseDouble(value.asText());
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    @Override
    public String outlook(JsonNode options) {
        return "'" + options.path("promql").asText() + "' is "
                + options.path("pass").asText("> 0");
    }
}
