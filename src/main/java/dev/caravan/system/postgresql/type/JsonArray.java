package dev.caravan.system.postgresql.type;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.caravan.model.CellType;
import dev.caravan.model.NumberLiteral;
import dev.caravan.model.RowBuffer;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A JSON array taken apart into dimensions and elements. Used again for the next one; one a thread. */
final class JsonArray {
    /** PostgreSQL's own limit. */
    private static final int MOST_DIMENSIONS = 6;

    private static final JsonFactory JSON = new JsonFactory();

    private final List<Integer> dimensions = new ArrayList<>();
    private final List<Integer> lower = new ArrayList<>();
    private final List<Element> elements = new ArrayList<>();
    private final NumberLiteral number = new NumberLiteral();
    private boolean json;
    private int depth;

    /**
     * Reads an array; false when it is none, or its parts are of different lengths.
     *
     * @param objects whether elements may be objects
     */
    boolean read(byte[] bytes, int offset, int length, boolean objects) {
        dimensions.clear();
        lower.clear();
        elements.clear();
        json = objects;
        depth = 0;
        try (JsonParser parser = JSON.createParser(bytes, offset, length)) {
            JsonToken first = parser.nextToken();
            boolean read = first == JsonToken.START_ARRAY
                    ? readArray(parser, 0)
                    : first == JsonToken.START_OBJECT && readBounds(parser);
            return read && parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /** How long each dimension is; empty for an empty array. */
    List<Integer> dimensions() {
        return elements.isEmpty() ? List.of() : dimensions;
    }

    int lower(int dimension) {
        return dimension < lower.size() ? lower.get(dimension) : 1;
    }

    /** The elements in order; null for NULL. */
    List<Element> elements() {
        return elements;
    }

    private boolean readBounds(JsonParser parser) throws IOException {
        if (!"lower".equals(parser.nextFieldName()) || parser.nextToken() != JsonToken.START_ARRAY) {
            return false;
        }
        while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
            lower.add(parser.getIntValue());
        }
        return "array".equals(parser.nextFieldName())
                && parser.nextToken() == JsonToken.START_ARRAY
                && readArray(parser, 0)
                && lower.size() == dimensions.size()
                && parser.nextToken() == JsonToken.END_OBJECT;
    }

    private boolean readArray(JsonParser parser, int level) throws IOException {
        boolean first = level == dimensions.size();
        if (first) {
            if (level == MOST_DIMENSIONS || depth > 0) {
                return false;
            }
            dimensions.add(0);
        }
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            count++;
            if (parser.currentToken() == JsonToken.START_ARRAY) {
                if (!readArray(parser, level + 1)) {
                    return false;
                }
            } else if (!readElement(parser, level + 1)) {
                return false;
            }
        }
        if (first) {
            dimensions.set(level, count);
        }
        return dimensions.get(level) == count && (count > 0 || level == 0);
    }

    /** All elements stand at one depth, that of the first. */
    private boolean readElement(JsonParser parser, int level) throws IOException {
        if (depth == 0) {
            depth = level;
        }
        if (depth != level || dimensions.size() != level) {
            return false;
        }
        switch (parser.currentToken()) {
            case VALUE_NULL -> elements.add(null);
            case VALUE_STRING -> elements.add(new Element(CellType.TEXT, parser.getText(), 0));
            case VALUE_TRUE, VALUE_FALSE ->
                elements.add(new Element(CellType.BOOLEAN, "", parser.getBooleanValue() ? 1 : 0));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> elements.add(number(parser.getText()));
            default -> {
                if (!json) {
                    return false;
                }
                elements.add(new Element(CellType.JSON, text(parser), 0));
            }
        }
        return true;
    }

    private Element number(String literal) {
        byte[] ascii = literal.getBytes(UTF_8);
        number.readDecimal(ascii, 0, ascii.length);
        // A fraction stays as it is written: some types keep the zeros at its end
        return number.type() == CellType.INTEGER
                ? new Element(CellType.INTEGER, "", number.whole())
                : new Element(CellType.DECIMAL, literal, 0);
    }

    private static String text(JsonParser parser) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(text)) {
            generator.copyCurrentStructure(parser);
        }
        return text.toString();
    }

    /** One element: a text, or a whole number or boolean. */
    record Element(CellType type, String text, long word) {
        void addTo(RowBuffer rows) {
            switch (type) {
                case BOOLEAN -> rows.addBoolean(word != 0);
                case INTEGER -> rows.addLong(word);
                default -> rows.addBytes(type, text.getBytes(UTF_8));
            }
        }

        /** The bytes of a text that writes them as {@code \x0a}; null for another text. */
        byte[] bytes() {
            if (type != CellType.TEXT || !text.startsWith("\\x")) {
                return null;
            }
            try {
                return HexFormat.of().parseHex(text.substring(2));
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
    }
}
