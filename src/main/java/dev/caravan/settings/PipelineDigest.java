package dev.caravan.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;

/**
 * A pipeline's digest over all that decides what a record becomes, and nothing else: another batch size or acceptance does
 * not end a ledger, another default does. Keys are sorted, so their order in the file does not count.
 */
final class PipelineDigest {
    private static final List<String> PARTS = List.of("export", "transform", "import");

    private PipelineDigest() {}

    /**
     * SHA-256 as hex.
     *
     * @param pipeline with the settings' values in it
     * @param schema the text of the JSON Schema, or null
     */
    static String of(String namespace, JsonNode pipeline, String schema) {
        ObjectNode parts = JsonNodeFactory.instance.objectNode();
        parts.put("namespace", namespace);
        for (String part : PARTS) {
            parts.set(part, sorted(pipeline.path(part)));
        }
        // What starts a run does not decide what a record becomes, nor where the same content is read
        if (parts.get("export") instanceof ObjectNode export) {
            export.remove("watch");
            export.remove("snapshot");
        }
        // Nor does what follows the rows; an import may stand in a list
        JsonNode imports = parts.get("import");
        (imports.isArray() ? imports : List.of(imports)).forEach(one -> {
            if (one instanceof ObjectNode into) {
                into.remove("after");
            }
        });
        parts.set("rules", sorted(pipeline.path("validate").path("rules")));
        parts.put("schema", schema);
        return FileText.sha256(parts.toString().getBytes(StandardCharsets.UTF_8));
    }

    static JsonNode sorted(JsonNode node) {
        if (node.isMissingNode()) {
            return JsonNodeFactory.instance.nullNode();
        }
        if (node.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode();
            node.forEach(child -> array.add(sorted(child)));
            return array;
        }
        if (!node.isObject()) {
            return node;
        }
        TreeSet<String> keys = new TreeSet<>();
        node.fieldNames().forEachRemaining(keys::add);
        ObjectNode map = JsonNodeFactory.instance.objectNode();
        keys.forEach(key -> map.set(key, sorted(node.get(key))));
        return map;
    }
}
