package dev.caravan.model;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How one of several tables is copied where it is not copied just as it is.
 *
 * @param table its name in the source
 * @param as its name in the target
 * @param key the source's columns that identify a row, empty where nothing does; null for the table's own
 * @param columns by the source's name, only those that change
 */
public record CopiedTable(String table, String as, List<String> key, Map<String, Column> columns) {
    public CopiedTable {
        requireNonNull(table, "table is null");
        requireNonNull(as, "as is null");
        key = key == null ? null : List.copyOf(key);
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    /** What a table's column is in the target. */
    public record Column(String name, Form form) {}

    /** What becomes of a column's values. */
    public enum Form {
        /** They stay as they are. */
        SAME,
        /** Numbers and booleans become their text. */
        TEXT,
        /** Texts, and the texts of numbers and booleans, become their bytes in UTF-8. */
        BYTES
    }

    /** A table that is copied just as it is. */
    public static CopiedTable plain(String table) {
        return new CopiedTable(table, table, null, Map.of());
    }

    /** A column of the source as the target has it. */
    public Column column(String name) {
        return columns.getOrDefault(name, new Column(name, Form.SAME));
    }

    /** The target's names of some columns of the source. */
    public List<String> named(List<String> names) {
        return names.stream().map(name -> column(name).name()).toList();
    }

    /** True when nothing of it changes. */
    public boolean isPlain() {
        return table.equals(as) && key == null && columns.isEmpty();
    }
}
