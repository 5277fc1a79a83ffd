package dev.caravan.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Says what the JSON Schema complains about in the words of the file, with the schema's own titles and examples. */
final class StructureSentences {
    private static final Map<String, String> TYPES = Map.of(
            "string", "a text",
            "integer", "a whole number",
            "number", "a number",
            "boolean", "true or false",
            "object", "a map",
            "array", "a list",
            "null", "nothing");

    private final JsonNode schema;
    private final Places places;
    private final Set<String> secret;

    StructureSentences(JsonNode schema, Places places, Set<String> secret) {
        this.schema = schema;
        this.places = places;
        this.secret = secret;
    }

    static String pointer(ValidationMessage message) {
        String pointer = "";
        JsonNodePath path = message.getInstanceLocation();
        for (int i = 0; i < path.getNameCount(); i++) {
            pointer = Places.child(pointer, path.getElement(i));
        }
        return pointer;
    }

    Place place(ValidationMessage message) {
        String pointer = pointer(message);
        return switch (message.getType()) {
            case "additionalProperties", "propertyNames" -> places.key(Places.child(pointer, message.getProperty()));
            case "required", "minProperties", "maxProperties", "minItems" -> places.key(pointer);
            default -> places.value(pointer);
        };
    }

    String sentence(ValidationMessage message) {
        String subject = subject(pointer(message));
        JsonNode wanted = message.getSchemaNode();
        return switch (message.getType()) {
            case "additionalProperties" -> unknownKey(message);
            case "propertyNames" ->
                "'" + Nearest.shown(message.getProperty())
                        + "' is no name; begin with a letter or digit, use letters, digits, '.', '-' and '_', at most 128";
            case "required" -> missing(message);
            case "type" -> subject + " is " + seen(message) + "; write " + types(wanted) + example(message);
            case "enum" -> enumeration(message, subject);
            case "minimum" -> subject + " is " + seen(message) + "; write at least " + wanted.asText();
            case "maximum" -> subject + " is " + seen(message) + "; write at most " + wanted.asText();
            case "minLength", "minItems", "minProperties" -> subject + " is empty; fill it, or take it out";
            case "maxProperties" ->
                subject + " holds " + String.join(" and ", keys(message.getInstanceNode())) + "; keep one of them";
            case "pattern" ->
                subject + " is " + seen(message) + ", which has not its form; write it" + example(message);
            default -> subject + " does not fit (" + message.getMessage() + ")";
        };
    }

    private static String subject(String pointer) {
        if (pointer.isEmpty()) {
            return "the file";
        }
        String[] parts = pointer.split("/");
        String last = unescaped(parts[parts.length - 1]);
        boolean element = last.matches("[0-9]+") && parts.length > 2;
        return element
                ? "element " + (Long.parseLong(last) + 1) + " of '" + unescaped(parts[parts.length - 2]) + "'"
                : "'" + Nearest.shown(last) + "'";
    }

    private static String unescaped(String part) {
        return part.replace("~1", "/").replace("~0", "~");
    }

    private String unknownKey(ValidationMessage message) {
        String key = message.getProperty();
        if (key.equals("<<")) {
            return "key '<<' would merge maps, which is not done here; write the keys out";
        }
        JsonNode known = owner(message).path("properties");
        for (String beside : keys(message.getInstanceNode())) {
            if (resolved(known.path(beside)).path("properties").has(key)) {
                return "key '" + key + "' stands beside '" + beside + "'; move it into the map of '" + beside + "'";
            }
        }
        return Nearest.unknown("key", key, keys(known));
    }

    private JsonNode resolved(JsonNode part) {
        return part.has("$ref") ? schema.at(part.path("$ref").asText().substring(1)) : part;
    }

    private String missing(ValidationMessage message) {
        JsonNode property = owner(message).path("properties").path(message.getProperty());
        String title = property.path("title").asText();
        String pointer = pointer(message);
        String where = pointer.isEmpty() ? "" : " in " + subject(pointer);
        return "'" + message.getProperty() + "' is missing" + where + "; add it"
                + (title.isEmpty() ? "" : ": " + title);
    }

    private String enumeration(ValidationMessage message, String subject) {
        List<String> known = new ArrayList<>();
        message.getSchemaNode().forEach(value -> known.add(value.asText()));
        if (!message.getInstanceNode().isTextual() || secret.contains(pointer(message))) {
            return subject + " is " + seen(message) + "; known: " + String.join(", ", known);
        }
        return Nearest.unknown("value", message.getInstanceNode().asText(), known)
                .replaceFirst("^unknown value", subject + " is the unknown");
    }

    private String seen(ValidationMessage message) {
        JsonNode node = message.getInstanceNode();
        String pointer = pointer(message);
        return switch (node.getNodeType()) {
            case OBJECT -> node.isEmpty() ? "an empty map" : "a map";
            case ARRAY -> "a list";
            case NULL -> "empty";
            case STRING -> secret.contains(pointer) ? "a text" : "the text '" + Nearest.shown(node.asText()) + "'";
            case NUMBER -> secret.contains(pointer) ? "a number" : "the number " + Nearest.shown(node.asText());
            default -> secret.contains(pointer) ? "true or false" : node.asText();
        };
    }

    private static String types(JsonNode wanted) {
        List<String> names = new ArrayList<>();
        if (wanted.isTextual()) {
            names.add(TYPES.get(wanted.asText()));
        }
        wanted.forEach(type -> names.add(TYPES.get(type.asText())));
        return String.join(" or ", names);
    }

    private String example(ValidationMessage message) {
        List<JsonNode> path = path(message);
        for (int i = path.size() - 1; i >= 0; i--) {
            boolean referred = i > 0
                    && path.get(i - 1).path("$ref").isTextual()
                    && path.get(i - 1).has("examples");
            JsonNode example = path.get(i).path("examples").path(0);
            if (example.isBoolean()) {
                return "";
            }
            if (!referred && !example.isMissingNode()) {
                return ", such as " + (example.isTextual() ? "'" + example.asText() + "'" : example.toString());
            }
            if (!referred && path.get(i).has("title")) {
                return "";
            }
        }
        return "";
    }

    /** The schema that holds the keyword. */
    private JsonNode owner(ValidationMessage message) {
        List<JsonNode> path = path(message);
        return path.get(path.size() - 1);
    }

    /** Every schema from the root down to the one that holds the keyword, a reference before what it refers to. */
    private List<JsonNode> path(ValidationMessage message) {
        List<JsonNode> path = new ArrayList<>(List.of(schema));
        JsonNodePath evaluated = message.getEvaluationPath();
        JsonNode at = schema;
        for (int i = 0; i < evaluated.getNameCount() - 1; i++) {
            String step = String.valueOf(evaluated.getElement(i));
            at = step.equals("$ref") ? schema.at(at.path("$ref").asText().substring(1)) : at(at, step);
            path.add(at);
        }
        return path;
    }

    private static JsonNode at(JsonNode node, String step) {
        return node.isArray() ? node.path(Integer.parseInt(step)) : node.path(step);
    }

    private static Set<String> keys(JsonNode map) {
        Set<String> keys = new TreeSet<>();
        map.fieldNames().forEachRemaining(keys::add);
        return keys;
    }
}
