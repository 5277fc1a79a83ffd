package dev.caravan.step.notify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.model.Notices.Channel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The bodies of hooks: JSON templates in whose texts {@code {{name}}} stands for a value. The values go into the tree, not into
 * the text of it, so that no message can change its form.
 */
final class Payloads {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The body for a channel: its own template, else that of its kind. */
    String body(Channel channel, Message message) throws IOException {
        JsonNode template = channel.options().hasNonNull("template")
                ? own(channel.options().get("template").asText())
                : shipped(channel.kind());
        Map<String, String> values = message.values();
        values.put("routing-key", channel.kind().equals("pagerduty") ? channel.address() : "");
        return filled(template, values).toString();
    }

    private static JsonNode own(String file) throws IOException {
        return JSON.readTree(Files.readString(Path.of(file)));
    }

    private static JsonNode shipped(String kind) throws IOException {
        try (InputStream template =
                Payloads.class.getResourceAsStream((kind.equals("file") ? "webhook" : kind) + ".json")) {
            return JSON.readTree(template);
        }
    }

    private static JsonNode filled(JsonNode template, Map<String, String> values) {
        if (template.isObject()) {
            ObjectNode filled = JSON.createObjectNode();
            template.properties().forEach(one -> filled.set(one.getKey(), filled(one.getValue(), values)));
            return filled;
        }
        if (template.isArray()) {
            ArrayNode filled = JSON.createArrayNode();
            template.forEach(one -> filled.add(filled(one, values)));
            return filled;
        }
        return template.isTextual() ? TextNode.valueOf(filled(template.textValue(), values)) : template;
    }

    /** In one pass, so that a value that looks like a name stays as it is. */
    private static String filled(String text, Map<String, String> values) {
        StringBuilder filled = new StringBuilder();
        int at = 0;
        for (int open = text.indexOf("{{"); open >= 0; open = text.indexOf("{{", at)) {
            int close = text.indexOf("}}", open);
            String value = close < 0 ? null : values.get(text.substring(open + 2, close));
            int end = close < 0 ? text.length() : close + 2;
            filled.append(text, at, open).append(value == null ? text.substring(open, end) : value);
            at = end;
        }
        return filled.append(text.substring(at)).toString();
    }
}
