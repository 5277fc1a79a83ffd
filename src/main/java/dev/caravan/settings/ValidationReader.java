package dev.caravan.settings;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.resource.DisallowSchemaLoader;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Pipeline.Validation;
import dev.caravan.model.Transform;
import java.math.BigDecimal;
import java.nio.file.Path;

/** Reads {@code validate:}. */
final class ValidationReader {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Folders folders;

    ValidationReader(Folders folders) {
        this.folders = folders;
    }

    Validation read(Section validate, Transform transform) {
        Section named = validate.at("schema");
        Path schema = folders.configFile(named);
        String text = schema == null ? null : schemaText(schema, named);
        JsonNode stopAfter = validate.at("stop-after").node();
        return new Validation(
                schema == null ? null : schema.toString(),
                text,
                new RulesReader(transform).read(validate.at("rules")),
                accept(validate.text("accept")),
                validate.flag("first"),
                stopAfter.canConvertToLong() ? stopAfter.longValue() : 0);
    }

    /** What the schema's check let through; anything else has been complained about. */
    private static double accept(String percent) {
        if (percent == null || !percent.matches("[0-9.]{1,30}\\s*%")) {
            return 1;
        }
        String number = percent.substring(0, percent.length() - 1).strip();
        return number.matches("[0-9]+(\\.[0-9]+)?")
                ? new BigDecimal(number).divide(HUNDRED).doubleValue()
                : 1;
    }

    private static String schemaText(Path file, Section named) {
        try {
            String text = FileText.read(file).text();
            JsonNode tree = JSON.readTree(text);
            if (!tree.isObject() && !tree.isBoolean()) {
                named.mistake("'" + named.shown() + "' holds no JSON Schema; one is a JSON object");
                return text;
            }
            JsonSchemaFactory.builder(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012))
                    .schemaLoaders(loaders -> loaders.add(DisallowSchemaLoader.getInstance()))
                    .build()
                    .getSchema(tree)
                    .initializeValidators();
            return text;
        } catch (CaravanException e) {
            named.mistake("'" + named.shown() + "' " + e.getMessage());
        } catch (JacksonException e) {
            named.mistake("'" + named.shown() + "' is not JSON at "
                    + e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr() + "; correct it");
        } catch (JsonSchemaException | IllegalArgumentException e) {
            named.mistake("'" + named.shown() + "' is no usable JSON Schema (" + firstLine(e) + "); correct it");
        }
        return null;
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
