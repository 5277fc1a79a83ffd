package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.step.Jq;
import java.util.List;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/** The number that a jq program finds in a document, held against {@code pass:}. */
final class JsonNumber {
    private final Jq jq = new Jq();

    /**
     * What is wrong with it; empty when nothing is.
     *
     * @param facts get the number as {@code value}
     */
    String problem(JsonNode document, String program, JsonNode options, ObjectNode facts) {
        try {
            List<JsonNode> found = jq.run(program, document);
            if (found.isEmpty() || !found.get(0).isNumber()) {
                return "'" + program + "' finds no number";
            }
            double number = found.get(0).doubleValue();
            facts.put("value", number);
            Comparison pass = Comparison.of(options.path("pass").asText("!= 0"));
            return pass.holds(number) ? "" : number + " is not " + pass.text();
        } catch (JsonQueryException e) {
            return "'" + program + "' cannot be asked of the answer";
        }
    }
}
