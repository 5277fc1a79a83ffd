package dev.caravan.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.caravan.settings.Values.Expanded;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;

/** Holds the JSON Schema of migration files against a tree. Safe for use by several threads. */
final class Structure {
    private static final String RESOURCE = "/config/migration.schema.json";

    private final JsonNode schemaTree;
    private final JsonSchema schema;

    /** The structure of a migration file. */
    Structure() {
        this("");
    }

    /**
     * The structure of a file that holds one part.
     *
     * @param part a name of the schema's definitions; empty for a migration file
     */
    Structure(String part) {
        try (InputStream in = Structure.class.getResourceAsStream(RESOURCE)) {
            schemaTree = part(new ObjectMapper().readTree(in), part);
        } catch (IOException e) {
            throw new UncheckedIOException("class path resource " + RESOURCE + " is unreadable", e);
        }
        SchemaValidatorsConfig config =
                SchemaValidatorsConfig.builder().pathType(PathType.JSON_POINTER).build();
        schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schemaTree, config);
    }

    private static JsonNode part(JsonNode whole, String name) {
        if (name.isEmpty()) {
            return whole;
        }
        ObjectNode part = whole.at("/$defs/" + name).deepCopy();
        return part.put("$schema", whole.path("$schema").asText()).set("$defs", whole.get("$defs"));
    }

    /**
     * Says what is wrong, and gives values that came from placeholders the type that the schema wants (which changes the
     * tree).
     */
    void check(Expanded values, YamlTree file, Mistakes mistakes) {
        Set<ValidationMessage> messages = schema.validate(values.root());
        boolean coerced = false;
        for (ValidationMessage message : messages) {
            coerced |= coerce(message, values);
        }
        tell(coerced ? schema.validate(values.root()) : messages, values, file, mistakes);
    }

    private void tell(Set<ValidationMessage> messages, Expanded values, YamlTree file, Mistakes mistakes) {
        for (ValidationMessage message : messages) {
            if (message.getType().equals("additionalProperties")) {
                file.doubtful().add(StructureSentences.pointer(message));
            }
        }
        StructureSentences sentences = new StructureSentences(schemaTree, file.places(), values.secret());
        for (ValidationMessage message : messages) {
            String pointer = StructureSentences.pointer(message);
            boolean said =
                    message.getType().equals("maxProperties") && file.doubtful().contains(pointer);
            if (!said && !file.broken().contains(pointer)) {
                mistakes.at(sentences.place(message), sentences.sentence(message));
            }
        }
    }

    private static boolean coerce(ValidationMessage message, Expanded values) {
        String pointer = StructureSentences.pointer(message);
        if (!message.getType().equals("type") || !values.placeholderOnly().contains(pointer)) {
            return false;
        }
        JsonNode typed = Scalars.of(message.getInstanceNode().asText());
        if (!typed.isNumber() && !typed.isBoolean()) {
            return false;
        }
        int slash = pointer.lastIndexOf('/');
        JsonNode owner = values.root().at(pointer.substring(0, slash));
        String key = pointer.substring(slash + 1).replace("~1", "/").replace("~0", "~");
        if (owner instanceof ObjectNode map) {
            map.set(key, typed);
        } else {
            ((ArrayNode) owner).set(Integer.parseInt(key), typed);
        }
        return true;
    }
}
