package dev.caravan.system.jdbc;

import dev.caravan.model.TableShape;
import java.util.List;

/**
 * One table or view as the catalogue has it.
 *
 * @param relation its name, quoted, as SQL wants it
 * @param keys every set of columns that tells rows apart and never lacks a value; the primary key first
 */
record JdbcTable(
        String name, String relation, List<JdbcColumn> columns, List<String> primaryKey, List<List<String>> keys) {
    JdbcTable {
        columns = List.copyOf(columns);
        primaryKey = List.copyOf(primaryKey);
        keys = List.copyOf(keys);
    }

    JdbcColumn column(String column) {
        return columns.stream()
                .filter(candidate -> candidate.name().equals(column))
                .findFirst()
                .orElse(null);
    }

    List<String> columnNames() {
        return columns.stream().map(JdbcColumn::name).toList();
    }

    boolean isUnique(List<String> key) {
        return keys.stream().anyMatch(unique -> unique.size() == key.size() && unique.containsAll(key));
    }

    TableShape shape() {
        return new TableShape(name, columns.stream().map(JdbcColumn::shape).toList(), primaryKey);
    }
}
