package dev.caravan.system.postgresql.type;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON as {@code jsonb} gives it back: of repeated keys the last, keys by length and then by bytes, numbers written out, one
 * blank after comma and colon.
 */
final class JsonbText {
    private static final int LONGEST_NUMBER = 1_000;
    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] HEX = "0123456789abcdef".getBytes(UTF_8);

    /** The text as {@code jsonb} gives it back, or null when it is no JSON or beyond what is tried here. */
    byte[] of(byte[] bytes, int offset, int length) {
        try (JsonParser parser = JSON.createParser(bytes, offset, length)) {
            BinaryOutput out = new BinaryOutput(length + 32);
            if (parser.nextToken() == null) {
                return null;
            }
            write(parser, out);
            return parser.nextToken() == null ? Arrays.copyOf(out.bytes(), out.used()) : null;
        } catch (IOException | NumberFormatException e) {
            return null;
        }
    }

    private void write(JsonParser parser, BinaryOutput out) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> writeObject(parser, out);
            case START_ARRAY -> writeArray(parser, out);
            case VALUE_STRING -> writeText(parser.getText().getBytes(UTF_8), out);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> writeNumber(parser.getText(), out);
            default -> out.addAscii(parser.getText());
        }
    }

    private void writeObject(JsonParser parser, BinaryOutput out) throws IOException {
        Map<byte[], byte[]> members = new TreeMap<>(JsonbText::compare);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            byte[] name = parser.currentName().getBytes(UTF_8);
            parser.nextToken();
            BinaryOutput value = new BinaryOutput(64);
            write(parser, value);
            members.put(name, Arrays.copyOf(value.bytes(), value.used()));
        }
        out.addByte('{');
        boolean first = true;
        for (Map.Entry<byte[], byte[]> member : members.entrySet()) {
            out.addAscii(first ? "" : ", ");
            first = false;
            writeText(member.getKey(), out);
            out.addAscii(": ");
            out.addBytes(member.getValue(), 0, member.getValue().length);
        }
        out.addByte('}');
    }

    private void writeArray(JsonParser parser, BinaryOutput out) throws IOException {
        out.addByte('[');
        boolean first = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            out.addAscii(first ? "" : ", ");
            first = false;
            write(parser, out);
        }
        out.addByte(']');
    }

    private static void writeNumber(String literal, BinaryOutput out) throws IOException {
        BigDecimal number = new BigDecimal(literal);
        if (Math.abs((long) number.scale()) > LONGEST_NUMBER || number.precision() > LONGEST_NUMBER) {
            throw new IOException("a number of more digits than are compared");
        }
        out.addAscii((number.scale() < 0 ? number.setScale(0) : number).toPlainString());
    }

    /** A JSON string with only those characters escaped that have to be. */
    static void writeText(byte[] text, BinaryOutput out) {
        out.addByte('"');
        for (byte character : text) {
            switch (character) {
                case '"', '\\' -> {
                    out.addByte('\\');
                    out.addByte(character);
                }
                case '\b' -> out.addAscii("\\b");
                case '\f' -> out.addAscii("\\f");
                case '\n' -> out.addAscii("\\n");
                case '\r' -> out.addAscii("\\r");
                case '\t' -> out.addAscii("\\t");
                default -> {
                    if (character >= 0 && character < ' ') {
                        out.addAscii("\\u00");
                        out.addByte(HEX[character >> 4]);
                        out.addByte(HEX[character & 0xf]);
                    } else {
                        out.addByte(character);
                    }
                }
            }
        }
        out.addByte('"');
    }

    private static int compare(byte[] one, byte[] other) {
        return one.length != other.length
                ? Integer.compare(one.length, other.length)
                : Arrays.compareUnsigned(one, other);
    }
}
