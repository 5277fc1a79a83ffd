package dev.caravan.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.repository.StepRow;
import dev.caravan.step.Jq;
import java.util.Collection;
import java.util.List;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/** What the steps of a passage found out, as one document: {@code {"<step>": {"<fact>": value}}}. */
public final class Facts {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Jq jq = new Jq();

    /** The document; a step's name alone is its key, and of two steps of one name the later begun one wins. */
    public static ObjectNode of(Collection<StepRow> rows) {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        for (StepRow row : rows) {
            ObjectNode own = row.facts().isObject() ? row.facts().deepCopy() : JSON.createObjectNode();
            own.put("state", row.state().text());
            facts.set(row.step().substring(row.step().indexOf('/') + 1), own);
        }
        return facts;
    }

    /**
     * What a jq program makes of the facts.
     *
     * @param where the step or gate that asks, for errors
     * @return its first result; a missing node when it gives none
     */
    public JsonNode ask(String program, JsonNode facts, String where) {
        try {
            List<JsonNode> results = jq.run(program, facts);
            return results.isEmpty() ? JSON.missingNode() : results.get(0);
        } catch (JsonQueryException e) {
            throw new CaravanException(
                    ErrorCode.STEP_FAILED,
                    where,
                    "the program '" + program + "' fails on the facts: " + e.getMessage(),
                    e);
        }
    }

    /** True when the program's result counts as true in jq: neither false nor null nor nothing. */
    public boolean holds(String program, JsonNode facts, String where) {
        JsonNode result = ask(program, facts, where);
        return !result.isMissingNode() && !result.isNull() && (!result.isBoolean() || result.booleanValue());
    }
}
