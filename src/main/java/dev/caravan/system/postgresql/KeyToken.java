package dev.caravan.system.postgresql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.caravan.model.RowBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The key of a row, as a JSON array of what the server reads as the key's values. */
record KeyToken(List<String> values) {
    private static final ObjectMapper JSON = new ObjectMapper();

    KeyToken {
        values = List.copyOf(values);
    }

    /** Reads a token; null for an empty one. Throws IllegalArgumentException when it is none with so many values. */
    static KeyToken parse(String token, int size) {
        if (token.isEmpty()) {
            return null;
        }
        try {
            List<String> values = new ArrayList<>();
            for (JsonNode value : JSON.readTree(token)) {
                values.add(value.textValue());
            }
            if (values.size() != size || values.contains(null)) {
                throw new IllegalArgumentException("position has not the " + size + " texts of a key");
            }
            return new KeyToken(values);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("position is not JSON", e);
        }
    }

    /** The token of some cells of a row. */
    static KeyToken of(RowBuffer rows, int row, int[] cells) {
        List<String> values = new ArrayList<>();
        for (int cell : cells) {
            values.add(
                    switch (rows.type(row, cell)) {
                        case NULL -> throw new IllegalStateException("a key without a value cannot be read on from");
                        case BLOB -> "\\x" + HexFormat.of().formatHex(rows.bytes(row, cell));
                        default -> rows.text(row, cell);
                    });
        }
        return new KeyToken(values);
    }

    /** The values as SQL, each with its type. */
    String tuple(TableQuery query) {
        List<String> types = query.orderTypes();
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            parts.add("CAST(" + TableQuery.literal(values.get(i)) + " AS " + types.get(i) + ")");
        }
        return "(" + String.join(", ", parts) + ")";
    }

    @Override
    public String toString() {
        ArrayNode all = JSON.createArrayNode();
        values.forEach(all::add);
        return all.toString();
    }
}
