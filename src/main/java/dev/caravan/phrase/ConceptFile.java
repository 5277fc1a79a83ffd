package dev.caravan.phrase;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Concepts that somebody has written down: a JSON array, in it {@code {"name": TEXT, "rows": [KEY, {"row": KEY, "weight": W}]}}
 * for each. A concept's number is its place, from 1; a row without weights shares one among its concepts.
 */
final class ConceptFile {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Path file;
    private final Set<String> names = new HashSet<>();

    ConceptFile(Path file) {
        this.file = file;
    }

    /** The bytes that the file has now. */
    byte[] bytes() {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw unusable("cannot be read (" + e + "); correct the path", e);
        }
    }

    /** Reads it whole; the first entry that is not as it must be is named. */
    Concepts read() {
        JsonNode entries = tree();
        if (!entries.isArray()) {
            throw unusable("is not a JSON array of concepts", null);
        }
        Map<Long, Integer> conceptsOf = new HashMap<>();
        entries.forEach(entry -> entry.path("rows").forEach(row -> conceptsOf.merge(key(row), 1, Integer::sum)));
        Concepts concepts = new Concepts();
        for (int place = 0; place < entries.size(); place++) {
            Map<Long, Float> weights = new LinkedHashMap<>();
            for (JsonNode row : entries.get(place).path("rows")) {
                weights.put(checked(row, place, weights), weight(row, place, conceptsOf));
            }
            concepts.give(name(entries.get(place), place), weights);
        }
        return concepts;
    }

    private JsonNode tree() {
        try {
            return JSON.readTree(bytes());
        } catch (IOException e) {
            throw unusable("is no JSON (" + e.getMessage().lines().findFirst().orElse("") + ")", e);
        }
    }

    private String name(JsonNode entry, int place) {
        String name = entry.path("name").asText("").strip();
        if (!entry.path("name").isTextual() || name.isEmpty()) {
            throw unusable("entry " + (place + 1) + " has no 'name' that is a text; give it one", null);
        }
        if (!names.add(name)) {
            throw unusable("entry " + (place + 1) + " has the name of an earlier one; join them", null);
        }
        return name;
    }

    private long checked(JsonNode row, int place, Map<Long, Float> earlier) {
        JsonNode key = row.isObject() ? row.path("row") : row;
        if (!key.isIntegralNumber() || !key.canConvertToLong() || earlier.containsKey(key.asLong())) {
            throw unusable("entry " + (place + 1) + " has a row that is no whole number, or has it twice", null);
        }
        return key.asLong();
    }

    private float weight(JsonNode row, int place, Map<Long, Integer> conceptsOf) {
        JsonNode weight = row.path("weight");
        if (weight.isMissingNode()) {
            return 1f / conceptsOf.get(key(row));
        }
        if (!weight.isNumber() || weight.asDouble() < 0 || weight.asDouble() > 1) {
            throw unusable("entry " + (place + 1) + " has a weight that is no number from 0 to 1", null);
        }
        return weight.floatValue();
    }

    private static long key(JsonNode row) {
        return (row.isObject() ? row.path("row") : row).asLong();
    }

    private CaravanException unusable(String why, Exception cause) {
        return new CaravanException(ErrorCode.SOURCE_UNUSABLE, "concepts " + file, why, cause);
    }
}
