package dev.caravan.model;

import java.util.List;

/**
 * What a table looks like.
 *
 * @param key the primary key's columns in order, or empty when there is none
 */
public record TableShape(String name, List<Column> columns, List<String> key) {
    public TableShape {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /**
     * One column.
     *
     * @param declared the type as declared; may be empty
     * @param accepts what may be written without changing the value
     * @param required true when it has neither a default nor room for no value
     * @param generated true when the database computes it: never written
     */
    public record Column(String name, String declared, Accepts accepts, boolean required, boolean generated) {}

    /** What a column takes without changing a value. */
    public enum Accepts {
        TEXT,
        INTEGER,
        NUMBER,
        BLOB,
        ANY
    }

    /** The column with this name, or null. */
    public Column column(String column) {
        return columns.stream()
                .filter(candidate -> candidate.name().equals(column))
                .findFirst()
                .orElse(null);
    }

    /** The names of the columns that can be written. */
    public List<String> writable() {
        return columns.stream()
                .filter(column -> !column.generated())
                .map(Column::name)
                .toList();
    }
}
