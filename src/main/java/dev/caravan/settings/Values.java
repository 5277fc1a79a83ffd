package dev.caravan.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.model.Withheld;
import dev.caravan.settings.Placeholders.RunTime;
import dev.caravan.settings.Placeholders.Site;
import dev.caravan.settings.SettingValues.Given;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Puts the settings' values into a file's tree. Used once. */
final class Values {
    private static final String SETTINGS = "/settings";

    /** Where texts are made for each record, so that run-time placeholders have a value. */
    private static final Pattern RUN_TIME =
            Pattern.compile("/pipelines/[^/]+/transform(/children/[^/]+)?/fields/[^/]+/(value|default)");

    /** Where texts are made for each host. */
    private static final Pattern HOST = Pattern.compile("/plan/.*/ssh/.*");

    private final YamlTree tree;
    private final Mistakes mistakes;
    private final SettingValues settings;
    private final Set<String> placeholderOnly = new HashSet<>();
    private final Set<String> secret = new HashSet<>();

    Values(YamlTree tree, Outside outside, Mistakes mistakes) {
        this.tree = tree;
        this.mistakes = mistakes;
        Map<String, String> declared = declared();
        Map<String, Given> given = new LinkedHashMap<>();
        outside.defaults()
                .forEach((name, text) -> given.put(
                        name,
                        new Given(text, problem -> mistakes.elsewhere(outside.defaultsFile() + " " + name, problem))));
        declared.forEach((name, text) -> given.put(name, new Given(text, at(Places.child(SETTINGS, name)))));
        outside.overrides()
                .forEach((name, text) ->
                        given.put(name, new Given(text, problem -> mistakes.elsewhere("--set " + name, problem))));
        this.settings = new SettingValues(declared, given, outside.environment());
        refuseUseless(outside.overrides(), declared.keySet());
    }

    Expanded expand() {
        JsonNode root = expand(tree.root(), "");
        return new Expanded(root, Set.copyOf(placeholderOnly), Set.copyOf(secret));
    }

    Map<String, String> masked(Set<String> overridden) {
        return settings.masked(overridden);
    }

    /** The secrets that were asked for so far. */
    Withheld withheld() {
        return settings.withheld();
    }

    private Map<String, String> declared() {
        Map<String, String> declared = new LinkedHashMap<>();
        JsonNode section = tree.root().path("settings");
        section.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            String pointer = Places.child(SETTINGS, entry.getKey());
            if (Placeholders.RUN_TIME.contains(entry.getKey())
                    || entry.getKey().startsWith(Placeholders.HOST)
                    || entry.getKey().equals("env")) {
                mistakes.at(
                        tree.places().key(pointer),
                        "setting '" + entry.getKey() + "' has a name that Caravan gives a meaning; name it otherwise");
            }
            boolean written = value.isValueNode() && !value.isNull();
            declared.put(entry.getKey(), written ? tree.places().written(pointer) : "");
        });
        return declared;
    }

    /** What is given on the command line must mean something: a name that is known, and a value that something uses. */
    private void refuseUseless(Map<String, String> overrides, Set<String> declared) {
        Set<String> used = new TreeSet<>();
        collectNames(tree.root(), used);
        used.removeAll(Placeholders.RUN_TIME);
        used.removeIf(name -> name.startsWith(Placeholders.HOST));
        used.remove("env");
        Set<String> known = new TreeSet<>(declared);
        known.addAll(used);
        overrides.forEach((name, value) -> {
            if (!known.contains(name)) {
                mistakes.elsewhere("--set " + name, Nearest.unknown("setting", name, known));
            } else if (!used.contains(name) && !value.isBlank()) {
                mistakes.elsewhere(
                        "--set " + name,
                        "nothing in this file uses setting '" + name
                                + "' in this version; leave it empty, or take it out");
            }
        });
    }

    private static void collectNames(JsonNode node, Set<String> names) {
        if (node.isTextual()) {
            names.addAll(Placeholders.names(node.textValue()));
        }
        node.forEach(child -> collectNames(child, names));
    }

    private JsonNode expand(JsonNode node, String pointer) {
        if (pointer.equals(SETTINGS)) {
            node.fieldNames().forEachRemaining(settings::value);
            return node;
        }
        if (node.isTextual()) {
            return text(node.textValue(), pointer);
        }
        return node.isContainerNode() ? container(node, pointer) : node;
    }

    private JsonNode container(JsonNode node, String pointer) {
        if (node.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            node.forEach(child -> array.add(expand(child, Places.child(pointer, array.size()))));
            return array;
        }
        ObjectNode map = JsonNodeFactory.instance.objectNode();
        for (Iterator<String> keys = node.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            String child = Places.child(pointer, key);
            if (key.contains("{{")) {
                mistakes.at(tree.places().key(child), "a placeholder in a key; only values may hold placeholders");
            } else {
                map.set(key, expand(node.get(key), child));
            }
        }
        return map;
    }

    private JsonNode text(String text, String pointer) {
        if (!text.contains("{{")) {
            return TextNode.valueOf(text);
        }
        Expansion value = settings.placeholders().expand(text, new Site(at(pointer), runTime(pointer)));
        if (!value.known()) {
            tree.broken().add(pointer);
            return NullNode.instance;
        }
        if (Placeholders.isOnlyOne(text)) {
            placeholderOnly.add(pointer);
        }
        if (value.secret()) {
            secret.add(pointer);
        }
        return TextNode.valueOf(value.text());
    }

    private static RunTime runTime(String pointer) {
        if (RUN_TIME.matcher(pointer).matches()) {
            return RunTime.RECORD;
        }
        return HOST.matcher(pointer).matches() ? RunTime.HOST : RunTime.NOTHING;
    }

    private Consumer<String> at(String pointer) {
        return problem -> mistakes.at(tree.places().value(pointer), problem);
    }

    /**
     * What comes from outside the file.
     *
     * @param overrides from the command line
     * @param defaults from {@code defaultsFile}
     */
    record Outside(
            Map<String, String> overrides,
            Map<String, String> defaults,
            String defaultsFile,
            Map<String, String> environment) {}

    /**
     * The tree with values.
     *
     * @param placeholderOnly pointers of values that were one placeholder and nothing else
     * @param secret pointers of values that must not be shown
     */
    record Expanded(JsonNode root, Set<String> placeholderOnly, Set<String> secret) {}
}
