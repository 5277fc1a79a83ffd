package dev.caravan.system.sqlite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.caravan.model.RowBuffer;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The key of the last row that was read, as a JSON array: whole numbers and texts as they are, {@code {"real": bits}},
 * {@code {"blob": base64}}, {@code {"text": base64}} for what is called text and is not UTF-8.
 */
final class KeyToken {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<JsonNode> values;

    private KeyToken(List<JsonNode> values) {
        this.values = values;
    }

    /** Reads a token; throws IllegalArgumentException when it is none with so many values. */
    static KeyToken parse(String token, int size) {
        try {
            List<JsonNode> values = new ArrayList<>();
            JSON.readTree(token).forEach(values::add);
            if (values.size() != size) {
                throw new IllegalArgumentException("position has " + values.size() + " of " + size + " key values");
            }
            return new KeyToken(values);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("position is not JSON", e);
        }
    }

    /** The token of some cells of a row. */
    static String of(RowBuffer rows, int row, int[] cells) {
        ArrayNode values = JSON.createArrayNode();
        for (int cell : cells) {
            switch (rows.type(row, cell)) {
                case INTEGER, BOOLEAN -> values.add(rows.longValue(row, cell));
                case REAL -> values.addObject().put("real", Double.doubleToRawLongBits(rows.doubleValue(row, cell)));
                case BLOB, VECTOR -> values.addObject().put("blob", rows.bytes(row, cell));
                case INVALID_TEXT -> values.addObject().put("text", rows.bytes(row, cell));
                case TEXT, JSON, DECIMAL -> values.add(rows.text(row, cell));
                case NULL -> throw new IllegalStateException("a key without a value cannot be read on from");
            }
        }
        return values.toString();
    }

    /** The number that a key of a rowid alone is. */
    long rowid() {
        return values.get(0).longValue();
    }

    /** The parameter that stands for a value. */
    String parameter(int index) {
        return values.get(index).has("text") ? "CAST(? AS TEXT)" : "?";
    }

    void bind(PreparedStatement statement, int first) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            bind(statement, first + i, values.get(i));
        }
    }

    private static void bind(PreparedStatement statement, int at, JsonNode value) throws SQLException {
        try {
            if (value.isIntegralNumber()) {
                statement.setLong(at, value.longValue());
            } else if (value.isTextual()) {
                statement.setString(at, value.textValue());
            } else if (value.has("real")) {
                statement.setDouble(
                        at, Double.longBitsToDouble(value.get("real").longValue()));
            } else {
                statement.setBytes(
                        at, value.get(value.has("blob") ? "blob" : "text").binaryValue());
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("position holds no base64", e);
        }
    }
}
