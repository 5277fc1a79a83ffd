package dev.caravan.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * An order of several keys that was dropped as a file: a sign-off, {@code {approve: {migration, gate, role, by, ...}}}, a
 * share, {@code {shift: {migration, to, reason, ...}}}, or a word to a ramp, {@code {ramp: {migration, do, reason, ...}}}. What was signed is not judged here.
 */
final class KeyedDrop {
    static final List<String> VERBS = List.of("approve", "reject", "withdraw", "shift", "ramp");

    private static final String MIGRATION = "migration";
    private static final String BY = "by";
    private static final String AT = "at";
    private static final String REASON = "reason";
    private static final Form SIGN_OFF = new Form(
            List.of(MIGRATION, "gate", "role", BY, "digest", AT, "signature", REASON),
            List.of(MIGRATION, "gate", "role", BY),
            "{migration, gate, role, by}; './caravan approve ... --out FILE' writes a signed one");
    private static final Map<String, Form> FORMS = Map.of(
            "approve",
            SIGN_OFF,
            "reject",
            SIGN_OFF,
            "withdraw",
            new Form(SIGN_OFF.keys(), List.of(MIGRATION, "gate", BY), SIGN_OFF.wanted()),
            "shift",
            new Form(
                    List.of(MIGRATION, "to", "service", REASON, BY),
                    List.of(MIGRATION, "to", REASON),
                    "{migration, to, reason}, and service where the migration has several"),
            "ramp",
            new Form(
                    List.of(MIGRATION, "do", "service", REASON, BY),
                    List.of(MIGRATION, "do", REASON),
                    "{migration, do: promote|hold|resume|abort, reason}, and service where several ramps run"));

    private final YamlTree tree;
    private final String verb;
    private final Mistakes mistakes;
    private final Form form;

    KeyedDrop(YamlTree tree, String verb, Mistakes mistakes) {
        this.tree = tree;
        this.verb = verb;
        this.mistakes = mistakes;
        this.form = FORMS.get(verb);
    }

    /** The order; it does not count where mistakes were found. */
    Drop read(String id) {
        JsonNode said = tree.root().get(verb);
        String pointer = Places.child("", verb);
        if (!said.isObject()) {
            mistakes.at(tree.places().value(pointer), "'" + verb + "' wants " + form.wanted());
            return null;
        }
        List.of(BY, REASON).stream().filter(tree.root()::has).forEach(this::misplaced);
        said.fieldNames().forEachRemaining(key -> check(pointer, key, said.get(key)));
        form.needed().stream()
                .filter(key -> !said.has(key))
                .forEach(key -> mistakes.at(tree.places().value(pointer), "'" + verb + "' lacks '" + key + "'"));
        ObjectNode arguments = JsonNodeFactory.instance.objectNode();
        form.keys().stream()
                .filter(key -> said.has(key) && !key.equals(MIGRATION) && !key.equals(BY))
                .forEach(key -> arguments.put(key, said.get(key).asText()));
        return new Drop.OrderFile(
                verb, said.path(MIGRATION).asText(), id, said.path(BY).textValue(), arguments);
    }

    private void misplaced(String key) {
        mistakes.at(tree.places().key(Places.child("", key)), "'" + key + "' belongs into '" + verb + "'");
    }

    private void check(String pointer, String key, JsonNode value) {
        Place place = tree.places().value(Places.child(pointer, key));
        if (!form.keys().contains(key)) {
            mistakes.at(tree.places().key(Places.child(pointer, key)), Nearest.unknown("key", key, form.keys()));
        } else if (!DropReader.isLine(value)) {
            mistakes.at(place, DropReader.aLine(key));
        } else if (key.equals(MIGRATION) && !value.asText().matches(DropReader.NAME)) {
            mistakes.at(place, "'" + verb + "' wants the name of a migration");
        } else if (key.equals(AT) && !isTime(value.asText())) {
            mistakes.at(place, "'at' wants a time such as 2026-03-01T10:00:00Z");
        }
    }

    /**
     * What an order holds.
     *
     * @param wanted what it looks like, for people
     */
    private record Form(List<String> keys, List<String> needed, String wanted) {}

    private static boolean isTime(String text) {
        try {
            Instant.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
