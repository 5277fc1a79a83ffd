package dev.caravan.system.chroma;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The metadata of one record: texts, whole numbers, floating point numbers and booleans by name, sorted, so that equal ones
 * have equal texts. A record without metadata and one with none of it are the same.
 */
final class Metadata {
    private static final JsonFactory JSON = new JsonFactory();

    private final TreeMap<String, Object> values;

    Metadata(Map<String, Object> values) {
        this.values = new TreeMap<>(values);
    }

    /** What the server says; the parser stands at the object's start, or at null. */
    static Metadata read(JsonParser parser) throws IOException {
        TreeMap<String, Object> values = new TreeMap<>();
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                Object value = value(parser);
                if (value != null) {
                    values.put(name, value);
                }
            }
        }
        return new Metadata(values);
    }

    /** By name: String, Long, Double, Boolean, or {@link Text} for what this version of Chroma did not have. */
    Map<String, Object> values() {
        return values;
    }

    /** Takes a value out; null when there is none. */
    Object take(String name) {
        return values.remove(name);
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /** As a JSON object with sorted keys. */
    byte[] json() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(64 * values.size() + 2);
        try (JsonGenerator generator = JSON.createGenerator(out)) {
            write(generator);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return out.toByteArray();
    }

    void write(JsonGenerator generator) throws IOException {
        generator.writeStartObject();
        for (Map.Entry<String, Object> one : values.entrySet()) {
            generator.writeFieldName(one.getKey());
            Object value = one.getValue();
            if (value instanceof String text) {
                generator.writeString(text);
            } else if (value instanceof Long whole) {
                generator.writeNumber(whole);
            } else if (value instanceof Double real) {
                generator.writeNumber(real);
            } else if (value instanceof Boolean truth) {
                generator.writeBoolean(truth);
            } else {
                generator.writeRawValue(((Text) value).json());
            }
        }
        generator.writeEndObject();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Metadata metadata && metadata.values.equals(values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> whole(parser);
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case START_OBJECT, START_ARRAY -> Text.read(parser);
            default -> throw new IOException("metadata holds " + parser.currentToken());
        };
    }

    private static Object whole(JsonParser parser) throws IOException {
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                ? (Object) parser.getDoubleValue()
                : (Object) parser.getLongValue();
    }

    /** A value that is itself JSON. */
    record Text(String json) {
        static Text read(JsonParser parser) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (JsonGenerator generator = JSON.createGenerator(out)) {
                generator.copyCurrentStructure(parser);
            }
            return new Text(out.toString(java.nio.charset.StandardCharsets.UTF_8));
        }
    }
}
