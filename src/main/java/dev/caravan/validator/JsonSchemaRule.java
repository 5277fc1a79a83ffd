package dev.caravan.validator;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.resource.AllowSchemaLoader;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.spi.Rule;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A JSON Schema (draft 2020-12 unless it says otherwise) over the items of the main table. Where the mapping made none, an item
 * is made of the row: a column without a value is a key that is absent, JSON text is the value that it is.
 *
 * <p>{@code format} is checked. The schema stands alone: no other is fetched.
 */
final class JsonSchemaRule implements Rule {
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_.$@:/ -]{0,128}");
    private static final ObjectReader STRICT = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .reader()
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final JsonSchema schema;
    private final RowItems rowItems = new RowItems();

    /**
     * Compiles a schema.
     *
     * @param file where it comes from, for errors
     * @throws CaravanException FILE_INVALID when it is not a JSON Schema
     */
    JsonSchemaRule(String text, String file) {
        JsonNode node = parse(text, file);
        JsonSchemaFactory factory = JsonSchemaFactory.builder(JsonSchemaFactory.getInstance(VersionFlag.V202012))
                .schemaLoaders(loaders ->
                        loaders.add(new AllowSchemaLoader(iri -> iri.toString().startsWith("classpath:"))))
                .build();
        SchemaValidatorsConfig config = SchemaValidatorsConfig.builder()
                .formatAssertionsEnabled(true)
                .losslessNarrowing(true)
                .failFast(true)
                .locale(Locale.ROOT)
                .build();
        try {
            checkAgainstMetaSchema(factory, node, file);
            this.schema = factory.getSchema(node, config);
            schema.initializeValidators();
        } catch (JsonSchemaException | IllegalArgumentException e) {
            throw invalid(file, "it cannot be compiled: " + firstLine(e.getMessage()));
        }
    }

    @Override
    public void check(Chunk chunk) {
        RowBuffer rows = chunk.rows();
        boolean ready = !chunk.items().isEmpty();
        for (int row = 0; row < rows.rows(); row++) {
            int record = rows.record(row);
            if (chunk.pending(record)) {
                String reason = ready ? reason(chunk.items().get(row)) : reason(rows, row);
                if (reason != null) {
                    chunk.reject(record, RejectCode.SCHEMA_VIOLATION.code(), Validator.STAGE, reason);
                }
            }
        }
    }

    private String reason(RowBuffer rows, int row) {
        try {
            return reason(rowItems.of(rows, row));
        } catch (JacksonException e) {
            return "a column holds JSON text that cannot be read for the schema";
        }
    }

    private String reason(JsonNode item) {
        try {
            Set<ValidationMessage> messages = schema.validate(item);
            return messages.isEmpty() ? null : words(messages.iterator().next());
        } catch (StackOverflowError e) {
            return "the schema needs more nesting than there is room for";
        }
    }

    /** The library's own messages hold values. */
    private static String words(ValidationMessage message) {
        String property = message.getProperty();
        return "keyword '" + message.getType() + "' is not met at "
                + plain(message.getInstanceLocation().toString(), "/")
                + (property == null ? "" : ": key " + plain(property, ""));
    }

    private static String plain(String name, String whenEmpty) {
        if (!PLAIN.matcher(name).matches()) {
            return "(a name of " + name.length() + " characters)";
        }
        return "'" + (name.isEmpty() ? whenEmpty : name) + "'";
    }

    private static JsonNode parse(String text, String file) {
        try {
            return STRICT.readTree(text);
        } catch (JacksonException e) {
            throw invalid(file, "it is not JSON: " + firstLine(e.getOriginalMessage()));
        }
    }

    private static void checkAgainstMetaSchema(JsonSchemaFactory factory, JsonNode node, String file) {
        String dialect = node.path("$schema").asText(SchemaId.V202012);
        for (ValidationMessage message :
                factory.getSchema(SchemaLocation.of(dialect)).validate(node)) {
            throw invalid(
                    file,
                    "keyword '" + message.getType() + "' of its own schema is not met at '"
                            + message.getInstanceLocation() + "'");
        }
    }

    private static String firstLine(String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }

    private static CaravanException invalid(String file, String message) {
        return new CaravanException(
                ErrorCode.FILE_INVALID,
                String.valueOf(file),
                "this is no JSON Schema: " + message + "; correct the file");
    }
}
