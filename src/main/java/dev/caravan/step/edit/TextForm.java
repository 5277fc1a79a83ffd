package dev.caravan.step.edit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Any text: nothing in it is a key. */
final class TextForm implements FileForm {
    @Override
    public List<Entry> find(String text, String key) throws Unfit {
        throw new Unfit(
                "the file has no keys that are known; say as: env, properties, yaml, json or nix, or use replace:");
    }

    @Override
    public String render(JsonNode value, String before, String prefix) {
        return value.asText();
    }

    @Override
    public String add(String text, String key, JsonNode value) {
        throw new IllegalStateException("a text has no keys");
    }
}
