package dev.caravan.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How a record of the source becomes a row of the target. */
public sealed interface Transform {
    /** Column by column, names as they are. */
    record Copy() implements Transform {}

    /** A jq program that gives one object per record, or nothing. */
    record Jq(String program) implements Transform {}

    /** The {@code fields:} form. */
    record Fields(List<Column> columns, List<Children> children) implements Transform {
        public Fields {
            columns = List.copyOf(columns);
            children = List.copyOf(children);
        }
    }

    /** How a value is written. */
    enum As {
        /** As the value's own type. */
        VALUE,
        /** One JSON value as text. */
        JSON,
        /** A JSON array as text; a scalar becomes an array of one. */
        JSON_ARRAY,
        /** Numbers and booleans as text. */
        TEXT,
        /** For derived ids: a UUID's text. */
        UUID
    }

    /**
     * When an alternative counts: the text of another key of the same object, case ignored, is one of some.
     *
     * @param texts in lower case
     * @param negated true when it must be none of them; a missing key matches nothing
     */
    record Condition(String key, Set<String> texts, boolean negated) {}

    /**
     * One place to take a value from.
     *
     * @param path the keys from the record down to the value
     * @param condition null when there is none
     */
    record Alternative(List<String> path, Condition condition) {
        public Alternative {
            path = List.copyOf(path);
        }
    }

    /**
     * One column of the target.
     *
     * @param derived true for a derived id; then only {@code as} counts
     * @param constant a JSON value that every row gets, or null; texts may hold run-time placeholders
     * @param first where to look, in order
     * @param defaultValue a JSON value for when nothing was found, or null for none
     * @param map from text to text, or null; keys in lower case when {@code ignoreCase}
     * @param cut the largest number of code points, or -1
     */
    record Column(
            String name,
            boolean derived,
            JsonNode constant,
            List<Alternative> first,
            JsonNode defaultValue,
            Map<String, String> map,
            boolean ignoreCase,
            int cut,
            As as) {
        public Column {
            first = List.copyOf(first);
            map = map == null ? null : Map.copyOf(map);
        }
    }

    /**
     * Rows of another table made from an array in the record.
     *
     * @param each the names of the array, in order of preference
     * @param parentColumn the column that gets the parent's id: the value of the parent's first import key
     * @param numberColumn the column that gets the number, from 1
     */
    record Children(
            String table, List<Alternative> each, String parentColumn, String numberColumn, List<Column> columns) {
        public Children {
            each = List.copyOf(each);
            columns = List.copyOf(columns);
        }
    }
}
