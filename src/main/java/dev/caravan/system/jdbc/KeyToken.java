package dev.caravan.system.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The key of a row, as a JSON array of texts; bytes in base64. */
record KeyToken(List<String> values) {
    private static final ObjectMapper JSON = new ObjectMapper();

    KeyToken {
        values = List.copyOf(values);
    }

    /** Reads a token; null for an empty one. Throws IllegalArgumentException when it is none. */
    static KeyToken parse(String token) {
        if (token.isEmpty()) {
            return null;
        }
        try {
            List<String> values = new ArrayList<>();
            for (JsonNode value : JSON.readTree(token)) {
                values.add(value.textValue());
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
            if (rows.type(row, cell) == CellType.NULL) {
                throw new IllegalStateException("a key without a value cannot be read on from");
            }
            values.add(
                    rows.type(row, cell) == CellType.BLOB
                            ? Base64.getEncoder().encodeToString(rows.bytes(row, cell))
                            : rows.text(row, cell));
        }
        return new KeyToken(values);
    }

    /** Sets a parameter to the value of a column of the key. */
    void bind(PreparedStatement statement, int at, int value, ColumnForm form) throws SQLException {
        String text = values.get(value);
        switch (form) {
            case LONG -> statement.setLong(at, Long.parseLong(text));
            case WHOLE, DECIMAL -> statement.setBigDecimal(at, new BigDecimal(text));
            case DOUBLE -> statement.setDouble(at, Double.parseDouble(text));
            case BOOLEAN -> statement.setBoolean(at, Boolean.parseBoolean(text));
            case BYTES -> statement.setBytes(at, Base64.getDecoder().decode(text));
            case DATE_TIME, INSTANT ->
                statement.setString(at, text.replace('T', ' ').replace("Z", ""));
            case LOCAL_DATE -> statement.setObject(at, LocalDate.parse(text));
            case LOCAL_TIME -> statement.setObject(at, LocalTime.parse(text));
            case LOCAL_DATE_TIME -> statement.setObject(at, LocalDateTime.parse(text));
            case OFFSET_DATE_TIME -> statement.setObject(at, OffsetDateTime.parse(text));
            case UTF8, JSON, TEXT, DATE -> statement.setString(at, text);
        }
    }

    @Override
    public String toString() {
        ArrayNode all = JSON.createArrayNode();
        values.forEach(all::add);
        return all.toString();
    }
}
