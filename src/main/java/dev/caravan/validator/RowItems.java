package dev.caravan.validator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import dev.caravan.model.RowBuffer;
import java.io.IOException;
import java.math.BigDecimal;

/** Makes JSON items of rows, for the schema: numbers exact, bytes as base64. Used by several threads. */
final class RowItems {
    private static final int MOST_DIGITS = 1000;

    private final ObjectReader reader = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .nodeFactory(new BoundedNumbers())
            .build()
            .reader();

    /**
     * The item of a row.
     *
     * @throws JsonProcessingException when a JSON text cannot be read
     */
    ObjectNode of(RowBuffer rows, int row) throws JsonProcessingException {
        ObjectNode item = JsonNodeFactory.instance.objectNode();
        for (int column = 0; column < rows.columns().size(); column++) {
            if (!rows.isNull(row, column)) {
                item.set(rows.columns().get(column), node(rows, row, column));
            }
        }
        return item;
    }

    private JsonNode node(RowBuffer rows, int row, int column) throws JsonProcessingException {
        return switch (rows.type(row, column)) {
            case NULL -> NullNode.getInstance();
            case BOOLEAN -> BooleanNode.valueOf(rows.longValue(row, column) != 0);
            case INTEGER -> LongNode.valueOf(rows.longValue(row, column));
            case REAL, DECIMAL -> number(rows, row, column);
            case TEXT, INVALID_TEXT -> TextNode.valueOf(rows.text(row, column));
            case JSON -> parse(rows, row, column);
            case BLOB, VECTOR -> BinaryNode.valueOf(rows.bytes(row, column));
        };
    }

    private static JsonNode number(RowBuffer rows, int row, int column) {
        BigDecimal exact = Numbers.of(rows, row, column);
        return exact == null ? DoubleNode.valueOf(Double.NaN) : DecimalNode.valueOf(exact);
    }

    private JsonNode parse(RowBuffer rows, int row, int column) throws JsonProcessingException {
        try {
            return reader.readTree(rows.arena(), rows.offset(row, column), rows.length(row, column));
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot fail to be read", e);
        }
    }

    /** Numbers beyond any use as doubles: comparing them exactly would take memory that no record may ask for. */
    private static final class BoundedNumbers extends JsonNodeFactory {
        private static final long serialVersionUID = 1L;

        @Override
        public ValueNode numberNode(BigDecimal value) {
            if (value != null && Math.abs((long) value.scale()) > MOST_DIGITS) {
                return DoubleNode.valueOf(value.doubleValue());
            }
            return super.numberNode(value);
        }
    }
}
