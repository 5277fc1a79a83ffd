package dev.caravan.step;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/** Runs small jq programs of a migration file on facts and answers. Safe for use by several threads. */
public final class Jq {
    private Scope scope;

    /**
     * All results of a program.
     *
     * @throws JsonQueryException when the program fails on this input
     */
    public List<JsonNode> run(String program, JsonNode input) throws JsonQueryException {
        List<JsonNode> results = new ArrayList<>();
        JsonQuery.compile(program, Versions.JQ_1_7).apply(Scope.newChildScope(scope()), input, results::add);
        return results;
    }

    /** Jq's own functions, read when they are wanted: most runs begin without. */
    private synchronized Scope scope() {
        if (scope == null) {
            Scope own = Scope.newEmptyScope();
            BuiltinFunctionLoader.getInstance().loadFunctions(Versions.JQ_1_7, own);
            scope = own;
        }
        return scope;
    }
}
