package dev.caravan.system.chroma;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One collection of a snapshot.
 *
 * @param file its records, a line each
 * @param settings what it was made with; see {@link CollectionSettings}
 */
record CopiedCollection(String name, String file, int dimension, Map<String, String> settings) {
    private static final ObjectMapper JSON = new ObjectMapper();

    String line() {
        ObjectNode node = JSON.createObjectNode();
        node.put("name", name).put("file", file).put("dimension", dimension);
        ObjectNode all = node.putObject("settings");
        settings.forEach(all::put);
        return node + "\n";
    }

    /** @throws IOException when the line is none of {@link #line} */
    static CopiedCollection of(String line) throws IOException {
        JsonNode node = JSON.readTree(line);
        Map<String, String> settings = new LinkedHashMap<>();
        node.path("settings")
                .properties()
                .forEach(one -> settings.put(one.getKey(), one.getValue().asText()));
        String file = node.path("file").asText();
        if (!file.matches("[0-9]{4,9}\\.ndjson")) {
            throw new IOException("a line of the list of collections names no file of the snapshot");
        }
        return new CopiedCollection(
                node.path("name").asText(), file, node.path("dimension").asInt(), settings);
    }
}
