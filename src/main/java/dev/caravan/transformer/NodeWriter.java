package dev.caravan.transformer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CellType;
import dev.caravan.model.NumberLiteral;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.ShortestDecimal;
import java.util.Map;

/**
 * Writes what jq made into cells: scalars as themselves, objects and arrays as JSON text. Numbers that passed through are
 * their literal; a number that jq computed is rejected when it is not surely exact. One a thread.
 */
final class NodeWriter {
    private final NumberLiteral number = new NumberLiteral();
    private final ByteText json = new ByteText();

    /** Adds one cell; null stands for a missing key. */
    void write(JsonNode node, CellFit fit, RowBuffer rows) {
        if (node == null || node.isNull()) {
            fit.addNull(rows);
        } else if (node instanceof BytesNode bytes) {
            fit.addBytes(rows, bytes.type(), bytes.binaryValue());
        } else if (node.isBoolean()) {
            fit.addBoolean(rows, node.booleanValue());
        } else if (node.isTextual()) {
            byte[] text = utf8(node.textValue());
            fit.addText(rows, CellType.TEXT, text, 0, text.length);
        } else if (node.isNumber()) {
            writeNumber(node, fit, rows);
        } else {
            json.clear();
            encode(node, 1);
            fit.addText(rows, CellType.JSON, json.bytes(), 0, json.length());
        }
    }

    private void writeNumber(JsonNode node, CellFit fit, RowBuffer rows) {
        byte[] literal = literal(node).getBytes(UTF_8);
        boolean decimal = false;
        for (byte character : literal) {
            decimal |= character == '.' || (character | 0x20) == 'e';
        }
        number.read(literal, 0, literal.length, decimal);
        fit.addNumber(rows, number, literal, 0, literal.length);
    }

    private void encode(JsonNode node, int depth) {
        if (depth > JsonCursor.MAX_DEPTH) {
            throw new RecordProblem(
                    RejectCode.TOO_DEEP, "the program made a value nested deeper than " + JsonCursor.MAX_DEPTH);
        }
        if (node instanceof ObjectNode object) {
            encodeObject(object, depth);
        } else if (node.isArray()) {
            char before = '[';
            for (JsonNode item : node) {
                json.add(before);
                encode(item, depth + 1);
                before = ',';
            }
            json.add(node.isEmpty() ? "[]" : "]");
        } else if (node.isTextual()) {
            encodeText(node.textValue());
        } else if (node instanceof BytesNode) {
            throw new RecordProblem(
                    RejectCode.BAD_TYPE, "the program puts bytes into an object or array, which JSON has no form for");
        } else {
            json.add(node.isNumber() ? literal(node) : node.asText());
        }
    }

    private void encodeObject(ObjectNode object, int depth) {
        char before = '{';
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            json.add(before);
            encodeText(field.getKey());
            json.add(':');
            encode(field.getValue(), depth + 1);
            before = ',';
        }
        json.add(object.isEmpty() ? "{}" : "}");
    }

    private void encodeText(String text) {
        byte[] bytes = utf8(text);
        Escapes.encode(bytes, 0, bytes.length, json);
    }

    /** The number as JSON. */
    private static String literal(JsonNode node) {
        if (node instanceof LiteralNumber) {
            return node.asText();
        }
        if (node.isIntegralNumber()) {
            return computedWhole(node.longValue());
        }
        double value = node.doubleValue();
        if (Double.isNaN(value) || Math.abs(value) > JsonTree.MAX_SAFE) {
            throw computed();
        }
        boolean whole = value == Math.rint(value);
        return whole ? Long.toString((long) value) : ShortestDecimal.text(value);
    }

    private static String computedWhole(long value) {
        if (Math.abs(value) > JsonTree.MAX_SAFE || value == Long.MIN_VALUE) {
            throw computed();
        }
        return Long.toString(value);
    }

    private static RecordProblem computed() {
        return new RecordProblem(
                RejectCode.INEXACT_NUMBER, "the program computed a number beyond 2^53, where results are not exact");
    }

    /** The text's bytes; refuses what no target can hold. */
    static byte[] utf8(String text) {
        for (int at = 0; at < text.length(); at++) {
            char next = text.charAt(at);
            if (next == 0) {
                throw new RecordProblem(RejectCode.NUL_CHARACTER, "a text holds the character U+0000");
            }
            if (!Character.isSurrogate(next)) {
                continue;
            }
            at++;
            if (at == text.length() || !Character.isSurrogatePair(next, text.charAt(at))) {
                throw new RecordProblem(RejectCode.LONE_SURROGATE, "a text holds half of a surrogate pair");
            }
        }
        return text.getBytes(UTF_8);
    }
}
