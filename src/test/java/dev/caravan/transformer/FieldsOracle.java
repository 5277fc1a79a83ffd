package dev.caravan.transformer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.TableShape;
import dev.caravan.model.Transform;
import dev.caravan.model.Transform.As;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * What the {@code fields:} form means, told a second time: over a tree, with Jackson, without any care for speed. It shares
 * no code with the mapping. Numbers become texts with a mark in front before the tree is built, so that they keep their literal.
 */
final class FieldsOracle {
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final String MARK = "\uE000";

    private final Transform.Fields fields;
    private final TableShape table;
    private final String key;

    FieldsOracle(Transform.Fields fields, TableShape table, String key) {
        this.fields = fields;
        this.table = table;
        this.key = key;
    }

    /** The row's cells, or the code of the reject. */
    String outcome(String text) {
        try {
            STRICT.readTree(text);
        } catch (JsonProcessingException e) {
            return e.getMessage().startsWith("Duplicate field") ? "duplicate_field" : "malformed_json";
        }
        JsonNode record = marked(text);
        if (!record.isObject()) {
            return record.isMissingNode() ? "malformed_json" : "not_an_object";
        }
        List<String> cells = new ArrayList<>();
        for (Transform.Column column : fields.columns()) {
            String cell = cell(column, record);
            if (!cell.equals("NULL") && cell.indexOf(':') < 0) {
                return cell;
            }
            cells.add(cell);
        }
        return cells.toString();
    }

    private static JsonNode marked(String text) {
        StringBuilder out = new StringBuilder();
        boolean inText = false;
        for (int at = 0; at < text.length(); at++) {
            char next = text.charAt(at);
            if (!inText && (next == '-' || Character.isDigit(next))) {
                int end = at;
                while (end < text.length() && "+-.eE0123456789".indexOf(text.charAt(end)) >= 0) {
                    end++;
                }
                out.append('"').append(MARK).append(text, at, end).append('"');
                at = end - 1;
                continue;
            }
            inText ^= next == '"';
            out.append(next);
            if (next == '\\') {
                out.append(text.charAt(++at));
            }
        }
        try {
            return STRICT.readTree(out.toString());
        } catch (JsonProcessingException e) {
            throw new AssertionError(out.toString(), e);
        }
    }

    private String cell(Transform.Column column, JsonNode record) {
        if (column.derived()) {
            return "TEXT:" + id(column.as() == As.UUID);
        }
        JsonNode found = find(column.first(), record);
        if (found == null) {
            return otherwise(column);
        }
        return switch (column.as()) {
            case JSON -> json(found);
            case JSON_ARRAY -> found.isObject() ? "bad_type" : json(found.isArray() ? found : wrap(found));
            default -> scalar(column, found);
        };
    }

    private static JsonNode find(List<Transform.Alternative> alternatives, JsonNode record) {
        for (Transform.Alternative alternative : alternatives) {
            JsonNode holder = record;
            for (String step : alternative.path().subList(0, alternative.path().size() - 1)) {
                holder = holder.isObject() ? holder.path(step) : JsonNodeFactory.instance.missingNode();
            }
            JsonNode value =
                    holder.path(alternative.path().get(alternative.path().size() - 1));
            if (!value.isMissingNode() && !value.isNull() && passes(alternative.condition(), holder)) {
                return value;
            }
        }
        return null;
    }

    private static boolean passes(Transform.Condition condition, JsonNode holder) {
        if (condition == null) {
            return true;
        }
        JsonNode beside = holder.path(condition.key());
        boolean matches = beside.isTextual()
                && condition.texts().stream().anyMatch(text -> text.equalsIgnoreCase(beside.textValue()));
        return matches != condition.negated();
    }

    private static String otherwise(Transform.Column column) {
        JsonNode value = column.defaultValue();
        if (value == null) {
            return "NULL";
        }
        String type = value.isContainerNode() ? "JSON:" : value.isNumber() ? "INTEGER:" : "TEXT:";
        return type + (value.isTextual() ? value.textValue() : value.toString());
    }

    private String scalar(Transform.Column column, JsonNode value) {
        if (value.isContainerNode()) {
            return "bad_type";
        }
        boolean number = value.isTextual() && value.textValue().startsWith(MARK);
        if (!value.isBoolean() && !number || column.as() == As.TEXT) {
            return text(column, number ? value.textValue().substring(1) : value.asText());
        }
        return number ? number(column, value.textValue().substring(1)) : bool(column, value);
    }

    private String text(Transform.Column column, String value) {
        if (value.indexOf('\0') >= 0) {
            return "nul_character";
        }
        if (!new String(value.getBytes(UTF_8), UTF_8).equals(value)) {
            return "lone_surrogate";
        }
        String text = value;
        if (column.map() != null) {
            String sought = column.ignoreCase() ? text.toLowerCase(Locale.ROOT) : text;
            text = column.map().get(sought);
            if (text == null) {
                return otherwise(column);
            }
        }
        if (column.cut() >= 0 && text.codePointCount(0, text.length()) > column.cut()) {
            text = text.substring(0, text.offsetByCodePoints(0, column.cut()));
        }
        return switch (accepts(column)) {
            case TEXT, ANY -> "TEXT:" + text;
            default -> "bad_type";
        };
    }

    private String bool(Transform.Column column, JsonNode value) {
        return accepts(column) == TableShape.Accepts.TEXT ? "bad_type" : "BOOLEAN:" + value.asText();
    }

    private String number(Transform.Column column, String literal) {
        BigDecimal value = new BigDecimal(literal);
        boolean whole = literal.chars().allMatch(letter -> letter == '-' || Character.isDigit(letter));
        boolean fitsLong =
                value.stripTrailingZeros().scale() <= 0 && value.toBigInteger().bitLength() < 64;
        boolean negativeZero = !whole && value.signum() == 0 && literal.startsWith("-");
        boolean real = Double.isFinite(value.doubleValue())
                && new BigDecimal(Double.toString(value.doubleValue())).compareTo(value) == 0;
        TableShape.Accepts accepts = accepts(column);
        if (accepts == TableShape.Accepts.TEXT) {
            return "bad_type";
        }
        if (whole && !fitsLong || !whole && !real) {
            return "inexact_number";
        }
        if (negativeZero) {
            return accepts == TableShape.Accepts.ANY ? "REAL:-0.0" : "inexact_number";
        }
        if (whole || accepts == TableShape.Accepts.INTEGER) {
            return fitsLong ? "INTEGER:" + value.toBigInteger() : "bad_type";
        }
        return "REAL:" + value.doubleValue();
    }

    private static JsonNode wrap(JsonNode value) {
        return JsonNodeFactory.instance.arrayNode().add(value);
    }

    private static String json(JsonNode value) {
        String problem = problem(value);
        return problem == null ? "JSON:" + value.toString().replaceAll("\"" + MARK + "([^\"]*)\"", "$1") : problem;
    }

    /** The first text, in the order of the record, that cannot be kept. */
    private static String problem(JsonNode value) {
        if (value instanceof ObjectNode object) {
            for (var field : object.properties()) {
                String problem = problem(field.getValue());
                if (problem != null) {
                    return problem;
                }
            }
        }
        for (JsonNode item : value.isArray() ? value : JsonNodeFactory.instance.arrayNode()) {
            String problem = problem(item);
            if (problem != null) {
                return problem;
            }
        }
        if (value.isTextual() && value.textValue().indexOf('\0') >= 0) {
            return "nul_character";
        }
        boolean lone =
                value.isTextual() && !new String(value.textValue().getBytes(UTF_8), UTF_8).equals(value.textValue());
        return lone ? "lone_surrogate" : null;
    }

    private TableShape.Accepts accepts(Transform.Column column) {
        return table.column(column.name()).accepts();
    }

    private String id(boolean uuid) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : new String[] {"family", "memories", key}) {
                byte[] bytes = part.getBytes(UTF_8);
                digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
                digest.update(bytes);
            }
            byte[] bits = digest.digest();
            if (uuid) {
                ByteBuffer words = ByteBuffer.wrap(bits);
                return new UUID(words.getLong(), words.getLong()).toString();
            }
            return String.format("%064x", new BigInteger(1, bits)).substring(0, 32);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
