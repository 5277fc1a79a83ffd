package dev.caravan.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What editors read must be right by itself. */
final class MigrationSchemaTest {
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    private final JsonNode schema = read();

    @Test
    void shouldBeAJsonSchemaOfItsDraft() {
        assertThat(FACTORY.getSchema(SchemaLocation.of(SchemaId.V202012)).validate(schema))
                .isEmpty();
    }

    @Test
    void shouldTellOfEveryKeyWhatItIsFor() {
        List<String> silent = new ArrayList<>();
        List<String> seen = new ArrayList<>();

        eachKey(schema, "", (path, key) -> {
            seen.add(path);
            if (!resolved(key).has("title") && !key.has("title")) {
                silent.add(path);
            }
        });

        assertThat(silent).isEmpty();
        assertThat(seen).hasSizeGreaterThan(250).contains("/$defs/pipeline/batch");
    }

    @Test
    void shouldGiveExamplesAndDefaultsThatAreRight() {
        List<String> wrong = new ArrayList<>();

        eachKey(schema, "", (path, key) -> {
            key.path("examples").forEach(example -> check(path, key, example, wrong));
            if (key.has("default")) {
                check(path, key, key.get("default"), wrong);
            }
        });

        assertThat(wrong).isEmpty();
    }

    @Test
    void shouldRefuseUnknownKeysWhereverItNamesKeys() {
        List<String> open = new ArrayList<>();

        eachMap(schema, "", (path, map) -> {
            if (!map.path("additionalProperties").isBoolean()
                    || map.get("additionalProperties").asBoolean()) {
                open.add(path);
            }
        });

        assertThat(open).isEmpty();
    }

    /** An example with a placeholder is right once the placeholder has a value. */
    private void check(String path, JsonNode key, JsonNode value, List<String> wrong) {
        var part = new ObjectMapper().createObjectNode();
        part.set("$defs", schema.get("$defs"));
        part.setAll((ObjectNode) key);
        if (!FACTORY.getSchema(part, SchemaValidatorsConfig.builder().build())
                .validate(value)
                .isEmpty()) {
            wrong.add(path + ": " + value);
        }
    }

    private JsonNode resolved(JsonNode key) {
        return key.has("$ref") ? schema.at(key.get("$ref").asText().substring(1)) : key;
    }

    private static void eachKey(JsonNode node, String path, Visit visit) {
        eachMap(node, path, (at, map) -> map.get("properties")
                .properties()
                .forEach(entry -> visit.visit(at + "/" + entry.getKey(), entry.getValue())));
    }

    private static void eachMap(JsonNode node, String path, Visit visit) {
        if (node.path("properties").isObject() && !path.endsWith("/properties")) {
            visit.visit(path, node);
        }
        node.properties().forEach(entry -> eachMap(entry.getValue(), path + "/" + entry.getKey(), visit));
    }

    private static JsonNode read() {
        try {
            return new ObjectMapper()
                    .readTree(Path.of("config/migration.schema.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Visit {
        void visit(String path, JsonNode part);
    }
}
