package dev.caravan.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.regex.Pattern;

/** A record without its values: {@code {id: text(36), tags: array(2), score: number}}. */
final class RecordShape {
    private static final int MOST_FIELDS = 30;
    private static final Pattern PLAIN_NAME = Pattern.compile("[\\p{L}\\p{N}_.$ -]{1,64}");
    private static final JsonFactory JSON = new JsonFactory();

    private RecordShape() {}

    /**
     * The shape of a record as the state keeps it.
     *
     * @param record JSON text, perhaps broken or cut; null when it could not be read
     */
    static String of(String record) {
        if (record == null) {
            return "not readable";
        }
        StringBuilder shape = new StringBuilder();
        try (JsonParser parser = JSON.createParser(record)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return parser.currentToken() == null ? "empty" : value(parser);
            }
            fields(parser, shape.append('{'));
            return shape.append('}').toString();
        } catch (IOException broken) {
            return shape.isEmpty()
                    ? "not JSON, " + record.length() + " characters"
                    : shape + (shape.length() > 1 ? ", " : "") + "then no JSON}";
        }
    }

    private static void fields(JsonParser parser, StringBuilder shape) throws IOException {
        for (int field = 0; parser.nextToken() == JsonToken.FIELD_NAME; field++) {
            String separator = field == 0 ? "" : ", ";
            if (field == MOST_FIELDS) {
                shape.append(separator).append("...");
                return;
            }
            String name = parser.currentName();
            parser.nextToken();
            String value = value(parser);
            shape.append(separator).append(shown(name)).append(": ").append(value);
        }
    }

    private static String value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> "object(" + parts(parser, JsonToken.FIELD_NAME) + ")";
            case START_ARRAY -> "array(" + parts(parser, null) + ")";
            case VALUE_STRING -> "text(" + parser.getText().codePoints().count() + ")";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "number";
            case VALUE_TRUE, VALUE_FALSE -> "boolean";
            default -> "null";
        };
    }

    /** How many fields or items the object or array has on which the parser stands; it is behind it then. */
    private static int parts(JsonParser parser, JsonToken counted) throws IOException {
        int parts = 0;
        JsonToken token = parser.nextToken();
        while (token != null && !token.isStructEnd()) {
            parts += counted == null || token == counted ? 1 : 0;
            parser.skipChildren();
            token = parser.nextToken();
        }
        return parts;
    }

    private static String shown(String name) {
        return PLAIN_NAME.matcher(name).matches() ? name : "(a name of " + name.length() + " characters)";
    }
}
