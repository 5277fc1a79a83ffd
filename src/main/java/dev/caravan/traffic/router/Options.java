package dev.caravan.traffic.router;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/** Reads a router's own keys. */
final class Options {
    private Options() {}

    /** The texts of a list, or one text, or what stands for an absent key. */
    static List<String> texts(JsonNode options, String key, String... otherwise) {
        JsonNode value = options.path(key);
        if (value.isTextual()) {
            return List.of(value.textValue());
        }
        List<String> texts = StreamSupport.stream(value.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        return texts.isEmpty() ? List.of(otherwise) : texts;
    }
}
