package dev.caravan.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.caravan.settings.Values.Expanded;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One value of a file with its place, read tolerantly: what has the wrong type counts as absent, for the structure's check
 * has already said so.
 */
final class Section {
    private final Reading reading;
    private final JsonNode node;
    private final String pointer;

    private Section(Reading reading, JsonNode node, String pointer) {
        this.reading = reading;
        this.node = node;
        this.pointer = pointer;
    }

    static Section root(YamlTree file, Expanded values, Mistakes mistakes) {
        return new Section(new Reading(file, values.secret(), mistakes), values.root(), "");
    }

    /** The value of a key; a section without a value when there is none. */
    Section at(String key) {
        String child = Places.child(pointer, key);
        JsonNode value = reading.file().broken().contains(child) ? null : node.get(key);
        return new Section(reading, value == null ? MissingNode.getInstance() : value, child);
    }

    boolean has(String key) {
        return node.has(key);
    }

    boolean isText() {
        return node.isTextual();
    }

    boolean isMap() {
        return node.isObject();
    }

    boolean isList() {
        return node.isArray();
    }

    boolean isMissing() {
        return node.isMissingNode();
    }

    /** Where it stands in the file's tree. */
    String pointer() {
        return pointer;
    }

    /** The value itself; a missing node when there is none. */
    JsonNode node() {
        return node;
    }

    /** The text, or null when this is none. */
    String text() {
        return node.textValue();
    }

    String text(String key) {
        return at(key).text();
    }

    int integer(String key, int otherwise) {
        JsonNode value = at(key).node;
        return value.canConvertToExactIntegral() && value.canConvertToInt() ? value.intValue() : otherwise;
    }

    boolean flag(String key) {
        return at(key).node.asBoolean(false);
    }

    /** The last part of the pointer: the key of a member. */
    String key() {
        String last = pointer.substring(pointer.lastIndexOf('/') + 1);
        return last.replace("~1", "/").replace("~0", "~");
    }

    /** The members of a map, in order. */
    Map<String, Section> members() {
        Map<String, Section> members = new LinkedHashMap<>();
        if (node.isObject()) {
            node.fieldNames().forEachRemaining(key -> members.put(key, at(key)));
        }
        return members;
    }

    /** The elements of a list. */
    List<Section> elements() {
        List<Section> elements = new ArrayList<>();
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            elements.add(new Section(reading, node.get(i), Places.child(pointer, i)));
        }
        return elements;
    }

    /** The elements of a list; a value that is no list is a list of one. */
    List<Section> oneOrMany() {
        return node.isArray() ? elements() : node.isMissingNode() ? List.of() : List.of(this);
    }

    /** One text or a list of texts. */
    List<String> texts(String key) {
        return at(key).oneOrMany().stream()
                .filter(Section::isText)
                .map(Section::text)
                .toList();
    }

    /** The value as a map, where a scalar is short for the map's first key. */
    Section expanded(String firstKey) {
        if (node.isObject() || node.isMissingNode()) {
            return this;
        }
        JsonNode map = JsonNodeFactory.instance.objectNode().set(firstKey, node);
        return new Section(reading, map, pointer);
    }

    /** A complaint at the value. */
    void mistake(String text) {
        reading.mistakes().at(place(), text);
    }

    /** Takes over the complaints about another file. */
    void include(Mistakes others) {
        reading.mistakes().include(others);
    }

    /** A complaint at the key of the value. */
    void mistakeAtKey(String text) {
        reading.mistakes().at(keyPlace(), text);
    }

    /** Says, at its key, what this map lacks; not where an unknown key, already told of, may be meant to be it. */
    void lacks(String text) {
        if (!isDoubtful()) {
            mistakeAtKey(text);
        }
    }

    /** True when the map has unknown keys. */
    boolean isDoubtful() {
        return reading.file().doubtful().contains(pointer);
    }

    /** True when the value must not be shown. */
    boolean isSecret() {
        return reading.secret().contains(pointer);
    }

    /** The text for a message. */
    String shown() {
        return isSecret() ? Secrets.MASK : Nearest.shown(text());
    }

    /** Complains when the text is not one of the known names; says nothing where there is no text. */
    boolean isKnown(String what, Collection<String> known) {
        if (text() == null || known.contains(text())) {
            return text() != null;
        }
        mistake(Nearest.unknown(what, isSecret() ? Secrets.MASK : text(), known));
        return false;
    }

    Place place() {
        return reading.file().places().value(pointer);
    }

    Place keyPlace() {
        return reading.file().places().key(pointer);
    }

    /** {@code file:line:column} of the key. */
    String where() {
        return reading.mistakes().where(keyPlace());
    }

    private record Reading(YamlTree file, Set<String> secret, Mistakes mistakes) {}
}
