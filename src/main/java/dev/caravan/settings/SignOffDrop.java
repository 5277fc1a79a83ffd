package dev.caravan.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/**
 * A sign-off that was dropped as a file: {@code {approve: {migration, gate, role, by, ...}}}. What was signed is not judged
 * here.
 */
final class SignOffDrop {
    static final List<String> VERBS = List.of("approve", "reject", "withdraw");

    private static final String MIGRATION = "migration";
    private static final String BY = "by";
    private static final String AT = "at";
    private static final List<String> KEYS =
            List.of(MIGRATION, "gate", "role", BY, "digest", AT, "signature", "reason");
    private static final List<String> NEEDED = List.of(MIGRATION, "gate", "role", BY);

    private final YamlTree tree;
    private final String verb;
    private final Mistakes mistakes;

    SignOffDrop(YamlTree tree, String verb, Mistakes mistakes) {
        this.tree = tree;
        this.verb = verb;
        this.mistakes = mistakes;
    }

    /** The order; it does not count where mistakes were found. */
    Drop read(String id) {
        JsonNode said = tree.root().get(verb);
        String pointer = Places.child("", verb);
        if (!said.isObject()) {
            mistakes.at(
                    tree.places().value(pointer),
                    "'" + verb + "' wants {migration, gate, role, by}; './caravan "
                            + verb.replace("withdraw", "approve") + " ... --out FILE' writes a signed one");
            return null;
        }
        List.of(BY, "reason").stream().filter(tree.root()::has).forEach(this::misplaced);
        said.fieldNames().forEachRemaining(key -> check(pointer, key, said.get(key)));
        NEEDED.stream()
                .filter(key -> !said.has(key) && !(key.equals("role") && verb.equals("withdraw")))
                .forEach(key -> mistakes.at(tree.places().value(pointer), "'" + verb + "' lacks '" + key + "'"));
        ObjectNode arguments = JsonNodeFactory.instance.objectNode();
        KEYS.stream()
                .filter(key -> said.has(key) && !key.equals(MIGRATION) && !key.equals(BY))
                .forEach(key -> arguments.put(key, said.get(key).asText()));
        return new Drop.OrderFile(
                verb, said.path(MIGRATION).asText(), id, said.path(BY).asText(), arguments);
    }

    private void misplaced(String key) {
        mistakes.at(tree.places().key(Places.child("", key)), "'" + key + "' belongs into '" + verb + "'");
    }

    private void check(String pointer, String key, JsonNode value) {
        Place place = tree.places().value(Places.child(pointer, key));
        if (!KEYS.contains(key)) {
            mistakes.at(tree.places().key(Places.child(pointer, key)), Nearest.unknown("key", key, KEYS));
        } else if (!DropReader.isLine(value)) {
            mistakes.at(place, DropReader.aLine(key));
        } else if (key.equals(MIGRATION) && !value.asText().matches(DropReader.NAME)) {
            mistakes.at(place, "'" + verb + "' wants the name of a migration");
        } else if (key.equals(AT) && !isTime(value.asText())) {
            mistakes.at(place, "'at' wants a time such as 2026-03-01T10:00:00Z");
        }
    }

    private static boolean isTime(String text) {
        try {
            Instant.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
