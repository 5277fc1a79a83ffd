package dev.caravan.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Tells migration files and orders apart, and reads orders. Safe for use by several threads. */
public final class DropReader {
    private static final String MIGRATION = "migration";
    private static final String ID = "id";
    private static final String BY = "by";
    private static final String REASON = "reason";
    private static final String ONLY = "only";
    private static final List<String> BUILT = List.of(
            "run", "replay", "pause", "resume", "abort", "rollback", "shift", "ramp", "approve", "reject", "withdraw");
    private static final List<String> TO_COME = List.of("verify", "report", "cleanup");
    /** What a person says, in an order to run or to roll back, of steps whose outcome is unknown. */
    private static final List<String> SAID = List.of("done", "again");

    private static final List<String> BESIDE = List.of(ID, BY, REASON, ONLY, "done", "again");
    static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,127}";
    private static final int LONGEST_TEXT = 200;

    /**
     * Reads what was dropped.
     *
     * @param file its place, for messages
     */
    public Drop read(Path file, byte[] content) {
        Mistakes mistakes = new Mistakes(file.toString());
        YamlTree tree;
        try {
            tree = new YamlReader(FileText.of(file, content).text(), mistakes).read();
        } catch (CaravanException unreadable) {
            return new Drop.Unfinished(unreadable.line());
        }
        if (tree.root().has(MIGRATION)) {
            return new Drop.MigrationFile();
        }
        Drop order = order(tree, mistakes);
        try {
            mistakes.raise();
            return order;
        } catch (CaravanException wrong) {
            return new Drop.Wrong(wrong.lines());
        }
    }

    private static Drop order(YamlTree tree, Mistakes mistakes) {
        List<String> keys = new ArrayList<>();
        tree.root().fieldNames().forEachRemaining(keys::add);
        List<String> verbs = keys.stream().filter(key -> !BESIDE.contains(key)).toList();
        if (!tree.root().isObject() || verbs.size() != 1) {
            mistakes.at(
                    Place.START,
                    "neither a migration file nor an order; a migration begins with 'migration: NAME', an order is a"
                            + " verb and a name, such as '{run: NAME}'");
            return null;
        }
        String verb = verbs.get(0);
        Place place = tree.places().key(Places.child("", verb));
        if (!BUILT.contains(verb)) {
            mistakes.at(place, TO_COME.contains(verb) ? notBuilt(verb) : unknown(verb));
            return null;
        }
        checkId(tree, mistakes);
        return KeyedDrop.VERBS.contains(verb)
                ? new KeyedDrop(tree, verb, mistakes).read(text(tree.root(), ID))
                : order(tree, verb, mistakes);
    }

    private static void checkId(YamlTree tree, Mistakes mistakes) {
        if (tree.root().has(ID) && !tree.root().get(ID).asText().matches(NAME)) {
            mistakes.at(
                    tree.places().value(Places.child("", ID)),
                    "an 'id' is 1 to 128 of A-Z a-z 0-9 . _ - and begins with a letter or digit");
        }
    }

    private static Drop order(YamlTree tree, String verb, Mistakes mistakes) {
        JsonNode root = tree.root();
        String name = root.get(verb).asText();
        if (!root.get(verb).isValueNode() || !name.matches(NAME)) {
            mistakes.at(tree.places().value(Places.child("", verb)), "'" + verb + "' wants the name of a migration");
        }
        for (String key : List.of(BY, REASON)) {
            if (root.has(key) && !isLine(root.get(key))) {
                mistakes.at(tree.places().value(Places.child("", key)), aLine(key));
            }
        }
        ObjectNode arguments = JsonNodeFactory.instance.objectNode();
        if (root.has(REASON)) {
            arguments.put(REASON, root.get(REASON).asText());
        }
        if (root.has(ONLY)) {
            if (!verb.equals("run") || !root.get(ONLY).asText().matches(NAME)) {
                mistakes.at(
                        tree.places().key(Places.child("", ONLY)),
                        "'only' is data, or the name of a pipeline, beside 'run'");
            }
            arguments.put(ONLY, root.get(ONLY).asText());
        }
        for (String key : SAID) {
            if (root.has(key)) {
                said(tree, verb, key, arguments, mistakes);
            }
        }
        return new Drop.OrderFile(verb, name, text(root, ID), text(root, BY), arguments);
    }

    private static void said(YamlTree tree, String verb, String key, ObjectNode arguments, Mistakes mistakes) {
        JsonNode said = tree.root().get(key);
        boolean wanted = verb.equals("run") || verb.equals("rollback");
        boolean steps = isLine(said) || said.isArray() && said.size() > 0 && all(said, DropReader::isLine);
        if (!wanted || !steps) {
            mistakes.at(
                    tree.places().key(Places.child("", key)),
                    "'" + key + "' names a step, PHASE/NAME, or a list of them, beside 'run' or 'rollback'");
        }
        arguments.set(key, said);
    }

    private static boolean all(JsonNode array, Predicate<JsonNode> holds) {
        return StreamSupport.stream(array.spliterator(), false).allMatch(holds);
    }

    static boolean isLine(JsonNode text) {
        return text.isValueNode()
                && text.asText().length() <= LONGEST_TEXT
                && text.asText().chars().noneMatch(Character::isISOControl);
    }

    static String aLine(String key) {
        return "'" + key + "' wants a line of at most " + LONGEST_TEXT + " characters";
    }

    private static String text(JsonNode root, String key) {
        return root.has(key) ? root.get(key).asText() : null;
    }

    private static String notBuilt(String verb) {
        return "order '" + verb + "' is not built in this version; built: " + String.join(", ", BUILT);
    }

    private static String unknown(String verb) {
        List<String> all = Stream.concat(BUILT.stream(), TO_COME.stream()).collect(Collectors.toList());
        return Nearest.unknown("order", verb, all);
    }
}
