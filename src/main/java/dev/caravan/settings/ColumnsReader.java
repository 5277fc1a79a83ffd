package dev.caravan.settings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.Transform.Alternative;
import dev.caravan.model.Transform.As;
import dev.caravan.model.Transform.Column;
import dev.caravan.model.Transform.Condition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads {@code fields:} into columns. */
final class ColumnsReader {
    private static final String DERIVED = "derived";
    private static final String VALUE = "value";
    private static final String FIRST = "first";

    /** What a column may take its value from, with the keys that may stand beside it. */
    private static final Map<String, Set<String>> FORMS = new LinkedHashMap<>();

    static {
        FORMS.put(DERIVED, Set.of("as"));
        FORMS.put(VALUE, Set.of("as"));
        FORMS.put(FIRST, Set.of("default", "map", "ignore-case", "cut", "as"));
    }

    List<Column> read(Section fields) {
        List<Column> columns = new ArrayList<>();
        Map<String, String> seen = new HashMap<>();
        fields.members().forEach((name, column) -> {
            String other = seen.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
            if (other != null) {
                column.mistakeAtKey("columns '" + other + "' and '" + name + "' differ in case only; keep one");
            }
            columns.add(column(name, column.expanded(FIRST)));
        });
        return columns;
    }

    /** Names and paths, without conditions. */
    List<Alternative> alternatives(Section names) {
        return names.oneOrMany().stream().map(this::alternative).toList();
    }

    private Column column(String name, Section column) {
        List<String> forms = FORMS.keySet().stream().filter(column::has).toList();
        if (forms.size() == 1) {
            checkBeside(forms.get(0), column);
        } else if (forms.size() > 1) {
            column.mistakeAtKey(
                    "column '" + name + "' has several sources: " + String.join(", ", forms) + "; keep one");
        } else if (column.isMap() && !column.node().isEmpty()) {
            column.lacks("column '" + name + "' has no source; add one of: " + String.join(", ", FORMS.keySet()));
        }
        return new Column(
                name,
                column.has(DERIVED),
                column.has(VALUE) ? column.at(VALUE).node() : null,
                alternatives(column.at(FIRST)),
                defaultValue(column),
                map(column),
                column.flag("ignore-case"),
                column.integer("cut", -1),
                as(column));
    }

    private static void checkBeside(String form, Section column) {
        column.members().forEach((key, value) -> {
            boolean known = FORMS.containsKey(key) || FORMS.get(FIRST).contains(key);
            if (known && !key.equals(form) && !FORMS.get(form).contains(key)) {
                value.mistakeAtKey("'" + key + "' has no meaning beside '" + form + "'; take it out");
            }
        });
        if (form.equals(DERIVED) && column.at(DERIVED).node().isBoolean() && !column.flag(DERIVED)) {
            column.at(DERIVED).mistake("'derived' is false; write true, or take the column out");
        }
        checkAs(form, column);
    }

    private static void checkAs(String form, Section column) {
        As as = as(column);
        Section written = column.at("as");
        if (form.equals(DERIVED) != (as == As.UUID) && as != As.VALUE && !(form.equals(DERIVED) && as == As.TEXT)) {
            written.mistake("'as: " + written.text() + "' does not fit '" + form + "'; "
                    + (form.equals(DERIVED) ? "known here: text, uuid" : "known here: json, json-array, text"));
        }
        boolean json = as == As.JSON || as == As.JSON_ARRAY;
        if (json && column.has("cut")) {
            column.at("cut").mistakeAtKey("'cut' would break JSON; take it or 'as' out");
        }
        if (json && column.has("map")) {
            column.at("map").mistakeAtKey("'map' needs a text, not JSON; take it or 'as' out");
        }
        for (String key : List.of(VALUE, "default")) {
            JsonNode value = column.at(key).node();
            if (value.isContainerNode() && !json) {
                column.at(key).mistake("'" + key + "' is a map or list; add 'as: json', or write a scalar");
            } else if (value.isObject() && as == As.JSON_ARRAY) {
                column.at(key).mistake("'" + key + "' is a map; 'as: json-array' needs a list or a scalar");
            }
        }
    }

    private static JsonNode defaultValue(Section column) {
        JsonNode value = column.at("default").node();
        return value.isMissingNode() || value.isNull() ? null : value;
    }

    private static Map<String, String> map(Section column) {
        Section map = column.at("map");
        if (!map.isMap()) {
            if (column.flag("ignore-case") && !column.has("map")) {
                column.at("ignore-case").mistakeAtKey("'ignore-case' belongs to 'map'; add a map, or take it out");
            }
            return null;
        }
        boolean ignoreCase = column.flag("ignore-case");
        Map<String, String> read = new LinkedHashMap<>();
        map.members().forEach((from, to) -> {
            String key = ignoreCase ? from.toLowerCase(Locale.ROOT) : from;
            if (to.isText() && read.put(key, to.text()) != null) {
                to.mistakeAtKey("'" + from + "' stands in the map in another case already; keep one");
            }
        });
        return read;
    }

    private static As as(Section column) {
        return switch (column.text("as") == null ? "" : column.text("as")) {
            case "json" -> As.JSON;
            case "json-array" -> As.JSON_ARRAY;
            case "text" -> As.TEXT;
            case "uuid" -> As.UUID;
            default -> As.VALUE;
        };
    }

    private Alternative alternative(Section from) {
        if (!from.isMap()) {
            return new Alternative(path(from), null);
        }
        if (from.has("when") && from.has("unless")) {
            from.at("unless").mistakeAtKey("'when' and 'unless' stand together; keep one");
        }
        boolean negated = from.has("unless");
        return new Alternative(path(from.at("from")), condition(from.at(negated ? "unless" : "when"), negated));
    }

    private static Condition condition(Section condition, boolean negated) {
        if (condition.members().size() != 1) {
            return null;
        }
        Section texts = condition.members().values().iterator().next();
        Set<String> lower = new LinkedHashSet<>();
        condition.texts(texts.key()).forEach(text -> lower.add(text.toLowerCase(Locale.ROOT)));
        return new Condition(texts.key(), Set.copyOf(lower), negated);
    }

    /** A key's name, or a path that begins with a dot. */
    private static List<String> path(Section name) {
        String text = name.text();
        if (text == null) {
            return List.of();
        }
        if (!text.startsWith(".")) {
            return List.of(text);
        }
        List<String> keys = Arrays.asList(text.substring(1).split("\\.", -1));
        if (keys.contains("") || text.contains("[")) {
            name.mistake(
                    "'" + Nearest.shown(text) + "' is no path; write keys with dots before them, such as '.meta.user'");
        }
        return keys;
    }
}
