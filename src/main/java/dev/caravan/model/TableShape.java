package dev.caravan.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What a table looks like.
 *
 * @param key the primary key's columns in order, or empty when there is none
 * @param open true when it takes columns of any other name too, as a store of documents does
 */
public record TableShape(String name, List<Column> columns, List<String> key, boolean open) {
    /** A table that has these columns and no others. */
    public TableShape(String name, List<Column> columns, List<String> key) {
        this(name, columns, key, false);
    }

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
        /** Numbers of any size and precision, also written as text. */
        DECIMAL,
        BLOB,
        ANY
    }

    /** The column with this name, or null; an open table has every column. */
    public Column column(String column) {
        return columns.stream()
                .filter(candidate -> candidate.name().equals(column))
                .findFirst()
                .orElse(open ? new Column(column, "", Accepts.ANY, false, false) : null);
    }

    /**
     * Why rows with these columns do not fit, one sentence each, all at once; empty when they fit. A column that the database
     * computes itself may be among them: it is not written.
     */
    public List<String> misfits(Collection<String> written) {
        List<String> misfits = new ArrayList<>();
        for (String column : written) {
            if (column(column) == null) {
                misfits.add("table '" + name + "' has no column '" + column + "'");
            }
        }
        for (Column column : columns) {
            if (column.required() && !written.contains(column.name())) {
                misfits.add(
                        "column '" + column.name() + "' of table '" + name + "' needs a value and nothing fills it");
            }
        }
        return misfits;
    }

    /** The names of the columns that can be written. */
    public List<String> writable() {
        return columns.stream()
                .filter(column -> !column.generated())
                .map(Column::name)
                .toList();
    }
}
