package dev.caravan.transformer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import net.thisptr.jackson.jq.Scope;

/** What a jq program can ask of the record at hand: {@code $now}, {@code $id}, {@code $source}. */
final class JqVariables {
    private JqVariables() {}

    /** Sets them; their values follow {@code state} from record to record. */
    static void set(Scope scope, MappingContext context, RecordState state) {
        scope.setValue("now", TextNode.valueOf(ColumnCompiler.now(context)));
        scope.setValue("id", () -> TextNode.valueOf(new String(state.derivedId(), StandardCharsets.ISO_8859_1)));
        scope.setValue("source", () -> source(state));
    }

    private static JsonNode source(RecordState state) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", state.sourceName())
                .put("path", state.sourcePath())
                .put("number", state.sourceNumber())
                .put("key", state.key());
    }
}
