package dev.caravan.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * What a scalar without quotes means: only what JSON knows, and {@code ~} or nothing for null. {@code no}, {@code on},
 * {@code 12:30:45} and {@code 007} stay text.
 */
final class Scalars {
    /** Long enough for every number that is meant; short enough that no arithmetic on it hangs. */
    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]{0,999})(\\.[0-9]{1,999})?([eE][+-]?[0-9]{1,3})?");

    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,999})");

    private Scalars() {}

    static JsonNode of(String text) {
        return switch (text) {
            case "", "~", "null" -> NullNode.instance;
            case "true" -> BooleanNode.TRUE;
            case "false" -> BooleanNode.FALSE;
            default -> NUMBER.matcher(text).matches() ? number(text) : TextNode.valueOf(text);
        };
    }

    private static JsonNode number(String text) {
        if (!INTEGER.matcher(text).matches()) {
            return DecimalNode.valueOf(new BigDecimal(text));
        }
        BigInteger value = new BigInteger(text);
        if (value.bitLength() < Integer.SIZE) {
            return IntNode.valueOf(value.intValue());
        }
        return value.bitLength() < Long.SIZE ? LongNode.valueOf(value.longValue()) : BigIntegerNode.valueOf(value);
    }
}
