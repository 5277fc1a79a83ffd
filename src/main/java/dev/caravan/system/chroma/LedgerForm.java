package dev.caravan.system.chroma;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** What the ledger knows of a pipeline beside its rows, as JSON texts. */
final class LedgerForm {
    private static final ObjectMapper JSON = new ObjectMapper();

    private LedgerForm() {}

    /** A JSON object of texts. */
    static String text(Map<String, String> values) {
        return JSON.valueToTree(values).toString();
    }

    /** @throws RuntimeException when something else has changed the text */
    static Map<String, String> values(String text) {
        Map<String, String> values = new HashMap<>();
        tree(text)
                .properties()
                .forEach(value -> values.put(value.getKey(), value.getValue().asText()));
        return values;
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
