package dev.caravan.transformer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.RejectCode;
import java.math.BigDecimal;
import java.util.Map;

/** Turns a result into a tree of Jackson's own nodes, for JSON Schema: the numbers stay exact. */
final class PlainItem {
    /** Beyond it, comparing decimal numbers takes memory and time that no record may ask for. */
    private static final int MOST_DIGITS = 1000;

    /** The same tree with its literal numbers replaced. */
    JsonNode of(JsonNode node) {
        if (node instanceof LiteralNumber number) {
            return plain(number);
        }
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                if (field.getValue().isContainerNode() || field.getValue() instanceof LiteralNumber) {
                    field.setValue(of(field.getValue()));
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int index = 0; index < array.size(); index++) {
                JsonNode item = array.get(index);
                if (item.isContainerNode() || item instanceof LiteralNumber) {
                    array.set(index, of(item));
                }
            }
        }
        return node;
    }

    private static JsonNode plain(LiteralNumber number) {
        String literal = number.asText();
        BigDecimal value = literal.length() <= MOST_DIGITS ? decimal(literal) : null;
        if (value == null || Math.abs((long) value.scale()) > MOST_DIGITS) {
            throw new RecordProblem(
                    RejectCode.INEXACT_NUMBER,
                    "a number is larger or has more digits than " + MOST_DIGITS + " digits can say");
        }
        boolean whole = literal.chars().allMatch(character -> character == '-' || Character.isDigit(character));
        return whole ? BigIntegerNode.valueOf(value.toBigIntegerExact()) : DecimalNode.valueOf(value);
    }

    private static BigDecimal decimal(String literal) {
        try {
            return new BigDecimal(literal);
        } catch (NumberFormatException e) {
            // The exponent does not fit into 32 bits
            return null;
        }
    }
}
