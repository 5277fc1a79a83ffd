package dev.caravan.system.chroma;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a collection is made with: the distance function and the numbers of its index, and its own metadata. A function that
 * computes embeddings is never carried over: a server would run it.
 */
final class CollectionSettings {
    static final String SPACE = "space";
    static final String DIMENSION = "dimension";
    private static final String METADATA = "metadata";
    private static final String MODEL = "embedding_model";
    private static final String VERSION = "embedding_version";
    private static final List<String> INDEX =
            List.of(SPACE, "ef_construction", "ef_search", "max_neighbors", "resize_factor", "sync_threshold");
    private static final ObjectMapper JSON = new ObjectMapper();

    private CollectionSettings() {}

    /** Of a collection as the server describes it. */
    static Map<String, String> of(JsonNode collection) {
        Map<String, String> settings = new LinkedHashMap<>();
        JsonNode index = collection.path("configuration_json").path("hnsw");
        if (index.isMissingNode() || index.isNull()) {
            index = collection.path("configuration_json").path("spann");
        }
        for (String name : INDEX) {
            if (index.hasNonNull(name)) {
                settings.put(name, index.get(name).asText());
            }
        }
        JsonNode metadata = collection.path(METADATA);
        if (metadata.isObject() && !metadata.isEmpty()) {
            settings.put(METADATA, sorted(metadata));
        }
        return settings;
    }

    /**
     * What a new collection is made with.
     *
     * @param models settings of the collections that its records come from
     * @param options {@code index:} of the import, which comes before the models
     * @param where the import, for errors
     */
    static Map<String, String> merged(List<Map<String, String>> models, JsonNode options, String where) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (!models.isEmpty()) {
            settings.putAll(models.get(0));
            models.forEach(
                    model -> settings.entrySet().removeIf(one -> !one.getValue().equals(model.get(one.getKey()))));
        }
        options.properties().forEach(option -> {
            String name = option.getKey().replace('-', '_');
            if (INDEX.contains(name)) {
                settings.put(name, option.getValue().asText());
            }
        });
        boolean disagree =
                models.stream().map(model -> model.get(SPACE)).distinct().count() > 1;
        if (disagree && !settings.containsKey(SPACE)) {
            throw new CaravanException(
                    ErrorCode.SCHEMA_MISMATCH,
                    where,
                    "the collections measure distance in different ways, and are to become one; name the one to use as"
                            + " index: { space: cosine }, l2 or ip");
        }
        return settings;
    }

    /**
     * Refuses collections whose vectors cannot be in one: no two of them would fit.
     *
     * @param where the import, for errors
     */
    static void mustAgree(List<Map<String, String>> models, JsonNode options, String where) {
        List<String> dimensions = models.stream()
                .map(model -> model.get(DIMENSION))
                .filter(Objects::nonNull)
                .distinct()
                .sorted(Comparator.comparingInt(Integer::parseInt))
                .toList();
        if (dimensions.size() > 1 && !options.path(DIMENSION).isInt()) {
            throw new CaravanException(
                    ErrorCode.SCHEMA_MISMATCH,
                    where,
                    "dimension_mismatch: the collections have embeddings of " + String.join(" and ", dimensions)
                            + " numbers, and are to become one; part them, or name the one to take as"
                            + " index: { dimension: " + dimensions.get(0) + " }: records of another are rejected");
        }
    }

    /** The same with the model that computes the vectors, in the collection's own metadata. */
    static Map<String, String> withModel(Map<String, String> settings, JsonNode embed) {
        if (!embed.isObject()) {
            return settings;
        }
        ObjectNode metadata =
                settings.containsKey(METADATA) ? (ObjectNode) tree(settings.get(METADATA)) : JSON.createObjectNode();
        metadata.put(MODEL, embed.path("model").asText());
        metadata.put(VERSION, embed.path("version").asText());
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(METADATA, sorted(metadata));
        return more;
    }

    /** The model and version that its metadata name; empty where there is none. */
    static String model(Map<String, String> settings) {
        JsonNode metadata = settings.containsKey(METADATA) ? tree(settings.get(METADATA)) : JSON.createObjectNode();
        return (metadata.path(MODEL).asText("") + " " + metadata.path(VERSION).asText("")).strip();
    }

    /** The request that makes a collection. */
    static String request(String name, Map<String, String> settings) {
        ObjectNode request = JSON.createObjectNode().put("name", name).put("get_or_create", true);
        ObjectNode index = JSON.createObjectNode();
        settings.forEach((key, value) -> {
            if (INDEX.contains(key)) {
                index.set(key, key.equals(SPACE) ? JSON.getNodeFactory().textNode(value) : number(value));
            }
        });
        if (!index.isEmpty()) {
            request.putObject("configuration").set("hnsw", index);
        }
        if (settings.containsKey(METADATA)) {
            request.set(METADATA, tree(settings.get(METADATA)));
        }
        return request.toString();
    }

    private static JsonNode number(String value) {
        return tree(value);
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sorted(JsonNode object) {
        Map<String, JsonNode> sorted = new TreeMap<>();
        object.properties().forEach(one -> sorted.put(one.getKey(), one.getValue()));
        return JSON.valueToTree(sorted).toString();
    }
}
