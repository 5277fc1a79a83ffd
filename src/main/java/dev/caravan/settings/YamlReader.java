package dev.caravan.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.settings.Places.Spot;
import java.io.StringReader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Reads one YAML document into a JSON tree with the place of every key and value.
 *
 * <p>Built on SnakeYAML's events, not on its nodes: an alias to itself cannot arise, and depth, aliases, tags and keys are
 * judged here, each with its place, before anything is built from them. Used once.
 */
final class YamlReader {
    private static final int DEEPEST = 50;
    private static final int MOST_ALIASES = 10;
    private static final int MOST_VALUES = 100_000;
    private static final String STANDARD_TAG = "tag:yaml.org,2002:";
    private static final String UNREAD = "/\u0000";

    private final String text;
    private final Mistakes mistakes;
    private final Places places = new Places();
    private final Set<String> broken = new HashSet<>();
    private final Map<String, Anchored> anchors = new HashMap<>();
    private final Iterator<Event> events;
    private int aliases;
    private int values;

    YamlReader(String text, Mistakes mistakes) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(FileText.MOST_BYTES);
        this.text = text;
        this.mistakes = mistakes;
        this.events = new Yaml(options).parse(new StringReader(text)).iterator();
    }

    YamlTree read() {
        try {
            return document();
        } catch (MarkedYAMLException e) {
            throw mistakes.fatal(place(e.getProblemMark()), YamlSyntax.sentence(e));
        } catch (ReaderException e) {
            int end = text.offsetByCodePoints(0, Math.min(e.getPosition(), text.codePointCount(0, text.length())));
            throw mistakes.fatal(
                    FileText.placeAfter(text.substring(0, end)),
                    String.format("the control character U+%04X; take it out", e.getCodePoint()));
        }
    }

    private YamlTree document() {
        events.next();
        if (!events.next().is(Event.ID.DocumentStart)) {
            throw mistakes.fatal(Place.START, "the file is empty; a migration begins with 'migration: NAME'");
        }
        Event first = events.next();
        JsonNode root = node(first, "", null, 0);
        if (root.isNull() && text.isBlank()) {
            throw mistakes.fatal(Place.START, "the file is empty; a migration begins with 'migration: NAME'");
        }
        events.next();
        Event next = events.next();
        if (!next.is(Event.ID.StreamEnd)) {
            mistakes.at(place(next.getStartMark()), "a second document; one file holds one migration");
        }
        return new YamlTree(root, places, broken, new HashSet<>());
    }

    private JsonNode node(Event event, String pointer, Place key, int depth) {
        Place place = place(event.getStartMark());
        if (depth >= DEEPEST && event instanceof CollectionStartEvent) {
            throw mistakes.fatal(place, "more than " + DEEPEST + " maps and lists inside each other; flatten them");
        }
        count(place, 1);
        places.put(pointer, new Spot(key == null ? place : key, place, null));
        if (event instanceof AliasEvent alias) {
            return alias(alias, pointer);
        }
        JsonNode read = fresh(event, pointer, depth);
        String anchor = ((NodeEvent) event).getAnchor();
        if (anchor != null) {
            anchors.put(anchor, new Anchored(read, pointer, places.written(pointer)));
        }
        return read;
    }

    private JsonNode fresh(Event event, String pointer, int depth) {
        checkTag(event);
        if (event instanceof ScalarEvent scalar) {
            return scalar(scalar, pointer);
        }
        if (event instanceof MappingStartEvent) {
            return mapping(pointer, depth);
        }
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Event next = events.next(); !next.is(Event.ID.SequenceEnd); next = events.next()) {
            array.add(node(next, Places.child(pointer, array.size()), null, depth + 1));
        }
        return array;
    }

    private JsonNode scalar(ScalarEvent scalar, String pointer) {
        Place place = place(scalar.getStartMark());
        places.put(pointer, new Spot(places.key(pointer), place, scalar.getValue()));
        boolean plain = scalar.isPlain() && scalar.getTag() == null;
        return plain ? Scalars.of(scalar.getValue()) : TextNode.valueOf(scalar.getValue());
    }

    private JsonNode mapping(String pointer, int depth) {
        ObjectNode map = JsonNodeFactory.instance.objectNode();
        for (Event next = events.next(); !next.is(Event.ID.MappingEnd); next = events.next()) {
            if (next instanceof ScalarEvent key) {
                member(map, key, pointer, depth);
            } else {
                keyThatIsNoText(next, pointer, depth);
            }
        }
        return map;
    }

    private void member(ObjectNode map, ScalarEvent event, String pointer, int depth) {
        checkTag(event);
        String key = event.getValue();
        Place place = place(event.getStartMark());
        String child = Places.child(pointer, key);
        if (map.has(key)) {
            mistakes.at(
                    place,
                    "key '" + Nearest.shown(key) + "' stands twice, first at " + places.key(child)
                            + "; keep one of them");
            node(events.next(), child + UNREAD, place, depth + 1);
            return;
        }
        if (event.getAnchor() != null) {
            anchors.put(event.getAnchor(), new Anchored(TextNode.valueOf(key), child, key));
        }
        map.set(key, node(events.next(), child, place, depth + 1));
    }

    private void keyThatIsNoText(Event event, String pointer, int depth) {
        Place place = place(event.getStartMark());
        boolean braces = event instanceof MappingStartEvent map && map.isFlow();
        mistakes.at(
                place,
                braces
                        ? "a map as a key; put quotes around a value that begins with a placeholder: \"{{name}}\""
                        : "a key that is not a text; write a text");
        broken.add(pointer);
        node(event, pointer + UNREAD, place, depth + 1);
        node(events.next(), pointer + UNREAD, place, depth + 1);
    }

    private JsonNode alias(AliasEvent alias, String pointer) {
        Place place = place(alias.getStartMark());
        Anchored anchored = anchors.get(alias.getAnchor());
        if (anchored == null) {
            mistakes.at(place, "alias '*" + alias.getAnchor() + "' has no complete anchor before it; write it out");
            broken.add(pointer);
            return NullNode.instance;
        }
        places.put(pointer, new Spot(places.key(pointer), place, anchored.written()));
        if (anchored.node().isContainerNode() && ++aliases > MOST_ALIASES) {
            throw mistakes.fatal(place, "more than " + MOST_ALIASES + " aliases of maps and lists; write them out");
        }
        count(place, places.copyBelow(anchored.node(), anchored.pointer(), pointer, MOST_VALUES));
        return anchored.node();
    }

    private void count(Place place, int more) {
        values += more;
        if (values > MOST_VALUES) {
            throw mistakes.fatal(place, "more than " + MOST_VALUES + " values; split the file");
        }
    }

    private void checkTag(Event event) {
        String tag = event instanceof ScalarEvent scalar ? scalar.getTag() : ((CollectionStartEvent) event).getTag();
        if (tag == null || tag.equals("!") || tag.equals(STANDARD_TAG + "str")) {
            return;
        }
        String shown = tag.startsWith(STANDARD_TAG) ? "!!" + tag.substring(STANDARD_TAG.length()) : tag;
        mistakes.at(place(event.getStartMark()), "tag '" + Nearest.shown(shown) + "' is refused; take it out");
    }

    private static Place place(Mark mark) {
        return new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }

    private record Anchored(JsonNode node, String pointer, String written) {}
}
