package dev.caravan.step.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.step.Jq;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/** What {@code expect:} wants of an answer; without it a status below 400. */
public final class Expectation {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode expect;

    public Expectation(JsonNode expect) {
        this.expect = expect;
    }

    /** What is wrong with the answer; empty when nothing is. */
    public String problem(HttpCaller.Answer answer) {
        String status = status(answer.status());
        if (!status.isEmpty()) {
            return status;
        }
        for (Map.Entry<String, JsonNode> header : expect.path("headers").properties()) {
            String seen = answer.headers().get(header.getKey().toLowerCase(Locale.ROOT));
            if (!header.getValue().asText().equals(seen)) {
                return "header " + header.getKey() + (seen == null ? " is not there" : " is another one");
            }
        }
        String text = expect.path("text").asText("");
        if (!answer.body().contains(text)) {
            return "the answer does not hold '" + text + "'";
        }
        String json = expect.has("json") ? json(expect.get("json").asText(), answer.body()) : "";
        return json.isEmpty() ? within(answer.seconds()) : json;
    }

    private String status(int seen) {
        JsonNode wanted = expect.path("status");
        boolean right = seen < 400;
        if (wanted.isInt()) {
            right = seen == wanted.intValue();
        } else if (wanted.isArray()) {
            right = false;
            for (JsonNode one : wanted) {
                right |= one.intValue() == seen;
            }
        }
        return right ? "" : "status " + seen + (wanted.isMissingNode() ? "" : " instead of " + wanted);
    }

    private String within(double seconds) {
        String most = expect.path("within").asText("");
        double limit = most.isEmpty()
                ? Double.MAX_VALUE
                : most.endsWith("ms")
                        ? Double.parseDouble(most.replace("ms", "")) / 1000
                        : Double.parseDouble(most.replaceAll("\\D", "")) * (most.endsWith("m") ? 60 : 1);
        return seconds <= limit ? "" : String.format(Locale.ROOT, "took %.3f s, more than %s", seconds, most);
    }

    private String json(String program, String body) {
        try {
            JsonNode tree = JSON.readTree(body);
            List<JsonNode> results = new Jq().run(program, tree);
            boolean holds =
                    !results.isEmpty() && results.stream().allMatch(one -> one.isBoolean() && one.booleanValue());
            return holds ? "" : "'" + program + "' does not hold for the answer";
        } catch (JsonQueryException e) {
            return "'" + program + "' cannot be asked of the answer: " + e.getMessage();
        } catch (JsonProcessingException e) {
            return "the answer is no JSON";
        }
    }
}
