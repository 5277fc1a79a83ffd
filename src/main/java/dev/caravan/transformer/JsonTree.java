package dev.caravan.transformer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.model.CellType;
import dev.caravan.model.NumberLiteral;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** Builds the tree of a record for jq, with exact numbers; as deep as the cursor lets it be, without recursion. One a thread. */
final class JsonTree {
    /** The largest whole number below which a double holds every whole number, and is never a neighbour's rounding. */
    static final long MAX_SAFE = (1L << 53) - 1;

    private static final int SAFE_DIGITS = 15;
    private static final int CACHE = 256;

    private final NumberLiteral number = new NumberLiteral();
    private final byte[][] cachedBytes = new byte[CACHE][];
    private final String[] cachedKeys = new String[CACHE];

    /** The value whose first token is {@code first}; the cursor then stands behind it. */
    JsonNode read(JsonCursor cursor, Token first) {
        JsonNode root = node(cursor, first);
        if (!(root instanceof ContainerNode<?> container)) {
            return root;
        }
        Deque<ContainerNode<?>> open = new ArrayDeque<>();
        open.push(container);
        String key = null;
        while (!open.isEmpty()) {
            Token token = cursor.next();
            switch (token) {
                case KEY -> key = key(cursor.keys());
                case END_OBJECT, END_ARRAY -> open.pop();
                default -> {
                    JsonNode child = node(cursor, token);
                    attach(open.peek(), key, child);
                    if (child instanceof ContainerNode<?> inner) {
                        open.push(inner);
                    }
                }
            }
        }
        return root;
    }

    private static void attach(ContainerNode<?> parent, String key, JsonNode child) {
        if (parent instanceof ArrayNode array) {
            array.add(child);
        } else {
            ((ObjectNode) parent).set(key, child);
        }
    }

    private JsonNode node(JsonCursor cursor, Token token) {
        return switch (token) {
            case OBJECT -> JsonNodeFactory.instance.objectNode();
            case ARRAY -> JsonNodeFactory.instance.arrayNode();
            case STRING -> TextNode.valueOf(text(cursor));
            case NUMBER -> number(cursor);
            case TRUE -> BooleanNode.TRUE;
            case FALSE -> BooleanNode.FALSE;
            case NULL -> NullNode.getInstance();
            case KEY, END_OBJECT, END_ARRAY, END -> throw new IllegalStateException("no value begins with " + token);
        };
    }

    /** Half a surrogate pair stays one character here: whether it may stay is decided where the text is written. */
    private String text(JsonCursor cursor) {
        if (!cursor.escaped()) {
            return new String(cursor.bytes(), cursor.start(), cursor.end() - cursor.start(), UTF_8);
        }
        return Escapes.toString(cursor.bytes(), cursor.start(), cursor.end());
    }

    private JsonNode number(JsonCursor cursor) {
        number.read(cursor.bytes(), cursor.start(), cursor.end(), cursor.decimal());
        String literal = NumberLiteral.text(cursor.bytes(), cursor.start(), cursor.end());
        if (!cursor.decimal()) {
            // Not Math.abs: it leaves the smallest long negative
            boolean safe =
                    number.type() == CellType.INTEGER && number.whole() >= -MAX_SAFE && number.whole() <= MAX_SAFE;
            return safe ? whole(number.whole()) : LiteralNumber.unsafe(literal);
        }
        boolean negativeZero = number.significant() == 0 && !number.fitsLong();
        boolean safe = number.type() == CellType.REAL && number.significant() <= SAFE_DIGITS && !negativeZero;
        return safe ? LiteralNumber.safe(literal, number.real()) : LiteralNumber.unsafe(literal);
    }

    private static JsonNode whole(long value) {
        return value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
    }

    /** The same keys come again in every record. */
    private String key(ObjectKeys keys) {
        int place = keys.hash() & CACHE - 1;
        byte[] cached = cachedBytes[place];
        if (cached == null || !Arrays.equals(cached, 0, cached.length, keys.bytes(), keys.start(), keys.end())) {
            cached = Arrays.copyOfRange(keys.bytes(), keys.start(), keys.end());
            cachedBytes[place] = cached;
            cachedKeys[place] = new String(cached, UTF_8);
        }
        return cachedKeys[place];
    }
}
