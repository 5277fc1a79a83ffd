package dev.caravan.system.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The part of a table behind one key, up to another; null for no bound. Kept as a JSON array of both. */
record KeyRange(KeyToken after, KeyToken upTo) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static KeyRange parse(String text) {
        if (text.isEmpty()) {
            return new KeyRange(null, null);
        }
        try {
            JsonNode both = JSON.readTree(text);
            return new KeyRange(bound(both.get(0)), bound(both.get(1)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("range is not JSON", e);
        }
    }

    private static KeyToken bound(JsonNode bound) {
        return bound == null || bound.isNull() ? null : KeyToken.parse(bound.toString());
    }

    @Override
    public String toString() {
        return "[" + after + "," + upTo + "]";
    }
}
