package dev.caravan.verifier;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of the target and what is compared of it: every column that the mapping gives.
 *
 * @param key the columns that identify a row
 * @param columns what the mapping gives; the key's columns are added where they are not among them
 */
public record ComparedTable(String table, List<String> key, List<String> columns) {
    public ComparedTable {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("table '" + table + "' has no key to compare by");
        }
        key = List.copyOf(key);
        List<String> all = new ArrayList<>(columns);
        for (String column : key) {
            if (!all.contains(column)) {
                all.add(column);
            }
        }
        columns = List.copyOf(all);
    }
}
