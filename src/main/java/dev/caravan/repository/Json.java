package dev.caravan.repository;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Counts;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** JSON as the state keeps it: keys sorted, no spaces, numbers exact. The same tree always gives the same text. */
final class Json {
    private static final TypeReference<Map<String, Counts>> COUNTS = new TypeReference<>() {};

    private final JsonMapper mapper = JsonMapper.builder()
            .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    ObjectNode object() {
        return mapper.createObjectNode();
    }

    String text(JsonNode tree) {
        try {
            return mapper.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("tree cannot be written", e);
        }
    }

    JsonNode tree(String text) {
        try {
            return mapper.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("text is no JSON", e);
        }
    }

    String texts(Collection<String> texts) {
        return text(mapper.valueToTree(texts));
    }

    String counts(Map<String, Counts> counts) {
        return text(mapper.valueToTree(new TreeMap<>(counts)));
    }

    Map<String, Counts> counts(String text) {
        return mapper.convertValue(tree(text), COUNTS);
    }
}
