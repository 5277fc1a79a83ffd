package dev.caravan.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.UnaryOperator;

/** Changes the texts of a tree, keys and values. */
final class JsonTexts {
    private JsonTexts() {}

    /** The tree with each text as {@code change} has it. The given one stays as it is. */
    static JsonNode changed(JsonNode tree, UnaryOperator<String> change) {
        if (tree.isTextual()) {
            return JsonNodeFactory.instance.textNode(change.apply(tree.textValue()));
        }
        if (tree.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            tree.forEach(one -> array.add(changed(one, change)));
            return array;
        }
        if (tree.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            tree.properties()
                    .forEach(entry -> object.set(change.apply(entry.getKey()), changed(entry.getValue(), change)));
            return object;
        }
        return tree;
    }
}
