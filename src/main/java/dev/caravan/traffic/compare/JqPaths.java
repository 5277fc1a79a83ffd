package dev.caravan.traffic.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/** Parts of JSON that jq paths name. A path that does not fit a body names nothing in it. */
final class JqPaths {
    private final Scope scope = Scope.newEmptyScope();
    private final Map<String, JsonQuery> values = new LinkedHashMap<>();
    private final List<JsonQuery> removals = new ArrayList<>();

    /** @throws IllegalArgumentException for what jq cannot read; files that hold it are refused before */
    JqPaths(List<String> paths) {
        if (!paths.isEmpty()) {
            BuiltinFunctionLoader.getInstance().loadFunctions(Versions.JQ_1_7, scope);
        }
        for (String path : paths) {
            values.put(path, compile(path));
            removals.add(compile("del(" + path + ")"));
        }
    }

    private static JsonQuery compile(String program) {
        try {
            return JsonQuery.compile(program, Versions.JQ_1_7);
        } catch (JsonQueryException e) {
            throw new IllegalArgumentException("'" + program + "' is no jq program", e);
        }
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /** The same without what the paths name. */
    JsonNode without(JsonNode whole) {
        JsonNode rest = whole;
        for (JsonQuery removal : removals) {
            List<JsonNode> results = run(removal, rest);
            rest = results.size() == 1 ? results.get(0) : rest;
        }
        return rest;
    }

    /** What the paths name alone, by path. */
    JsonNode chosen(JsonNode whole) {
        ObjectNode chosen = JsonNodeFactory.instance.objectNode();
        values.forEach((path, query) -> {
            List<JsonNode> results = run(query, whole);
            if (results.size() == 1) {
                chosen.set(path, results.get(0));
            } else if (!results.isEmpty()) {
                ArrayNode all = chosen.putArray(path);
                results.forEach(all::add);
            }
        });
        return chosen.isEmpty() ? MissingNode.getInstance() : chosen;
    }

    private List<JsonNode> run(JsonQuery query, JsonNode input) {
        List<JsonNode> results = new ArrayList<>();
        try {
            query.apply(Scope.newChildScope(scope), input, results::add);
        } catch (JsonQueryException e) {
            // It names nothing here
            results.clear();
        }
        return results;
    }
}
