package dev.caravan.relational;

import java.util.List;

/** Columns that name a row of another table; {@code to} are that table's columns. */
public record ForeignKey(List<String> columns, String table, List<String> to) {
    public ForeignKey {
        columns = List.copyOf(columns);
        to = List.copyOf(to);
    }
}
