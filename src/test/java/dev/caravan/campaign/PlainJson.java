package dev.caravan.campaign;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one JSON value the plain way: objects are maps, arrays are lists, numbers stay the text they were written as. Made
 * for checking, so it shares nothing with the program that is checked.
 */
final class PlainJson {
    private final String text;
    private int at;

    private PlainJson(String text) {
        this.text = text;
    }

    /** A number, as it was written. */
    record Literal(String text) {}

    /** Why a record cannot be carried over. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String code) {
            super(code, null, false, false);
        }

        String code() {
            return getMessage();
        }
    }

    /** The value that these bytes are; refuses what v2 cannot hold. */
    static Object parse(byte[] bytes) {
        try {
            PlainJson json = new PlainJson(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
            Object value = json.value();
            if (json.next() != 0) {
                throw new Refused("malformed_json");
            }
            return value;
        } catch (CharacterCodingException e) {
            throw new Refused("invalid_utf8");
        }
    }

    /** Compact JSON: no spaces, numbers as they were written, what is not ASCII as it is. */
    static String compact(Object value) {
        StringBuilder out = new StringBuilder();
        append(value, out);
        return out.toString();
    }

    private static void append(Object value, StringBuilder out) {
        if (value instanceof Map<?, ?> map) {
            String comma = "{";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(comma);
                quote((String) entry.getKey(), out);
                append(entry.getValue(), out.append(':'));
                comma = ",";
            }
            out.append(map.isEmpty() ? "{}" : "}");
        } else if (value instanceof List<?> list) {
            String comma = "[";
            for (Object element : list) {
                append(element, out.append(comma));
                comma = ",";
            }
            out.append(list.isEmpty() ? "[]" : "]");
        } else if (value instanceof String string) {
            quote(string, out);
        } else {
            out.append(value instanceof Literal number ? number.text() : value);
        }
    }

    private static void quote(String string, StringBuilder out) {
        out.append('"');
        for (char c : string.toCharArray()) {
            int escape = "\b\t\n\f\r\"\\".indexOf(c);
            if (escape >= 0) {
                out.append('\\').append("btnfr\"\\".charAt(escape));
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private Object value() {
        char first = next();
        return switch (first) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            default -> word();
        };
    }

    private Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        at++;
        while (next() != '}') {
            String key = string();
            skip(':');
            Object value = value();
            if (object.containsKey(key)) {
                throw new Refused("duplicate_field");
            }
            object.put(key, value);
            if (next() != '}') {
                skip(',');
            }
        }
        at++;
        return object;
    }

    private List<Object> array() {
        List<Object> array = new ArrayList<>();
        at++;
        while (next() != ']') {
            array.add(value());
            if (next() != ']') {
                skip(',');
            }
        }
        at++;
        return array;
    }

    private String string() {
        StringBuilder out = new StringBuilder();
        skip('"');
        while (text.charAt(at) != '"') {
            char c = text.charAt(at++);
            out.append(c == '\\' ? escape() : c);
        }
        at++;
        String string = out.toString();
        if (string.indexOf('\0') >= 0) {
            throw new Refused("nul_character");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(string)) {
            throw new Refused("lone_surrogate");
        }
        return string;
    }

    private char escape() {
        char c = text.charAt(at++);
        if (c == 'u') {
            at += 4;
            return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }
        int plain = "btnfr".indexOf(c);
        return plain < 0 ? c : "\b\t\n\f\r".charAt(plain);
    }

    private Object word() {
        int from = at;
        while (at < text.length() && ",:]} \t\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(from, at);
        return switch (word) {
            case "null" -> null;
            case "true", "false" -> Boolean.valueOf(word);
            default -> number(word);
        };
    }

    private static Literal number(String word) {
        if (!word.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?")) {
            throw new Refused("malformed_json");
        }
        return new Literal(word);
    }

    /** The next character that is no space, without going past it; 0 at the end. */
    private char next() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private void skip(char wanted) {
        if (next() != wanted) {
            throw new Refused("malformed_json");
        }
        at++;
    }
}
