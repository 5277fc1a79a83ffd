package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.StepCall;

/** One thing that a check can look at. Blocks no longer than the call's deadline. */
interface Look {
    /** What is seen now. */
    Seen look(StepCall call) throws InterruptedException;

    /** What would be looked at, for {@code plan}. */
    String outlook(JsonNode options);

    /**
     * What was seen.
     *
     * @param problem what is wrong and what to do; empty when it is as it should be
     * @param facts what was found out, for conditions, gates and the journal
     */
    record Seen(String problem, ObjectNode facts) {
        static Seen good(ObjectNode facts) {
            return new Seen("", facts);
        }

        static Seen bad(String problem, ObjectNode facts) {
            return new Seen(problem, facts);
        }
    }

    /** An empty object for facts. */
    static ObjectNode facts() {
        return JsonNodeFactory.instance.objectNode();
    }
}
