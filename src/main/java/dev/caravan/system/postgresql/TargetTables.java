package dev.caravan.system.postgresql;

import dev.caravan.spi.SystemKind.TargetTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The tables a target writes, with the columns that identify a row of each. Safe for use by several threads. */
final class TargetTables {
    private final Map<String, PgTable> tables;
    private final Map<String, List<String>> keys = new HashMap<>();
    private final Map<String, String> later = new HashMap<>();
    private final boolean repair;

    /** @param repair true when rows are mended, so that a key may be there twice */
    TargetTables(Map<String, PgTable> tables, List<TargetTable> targets, boolean repair) {
        this.tables = Map.copyOf(tables);
        this.repair = repair;
        targets.forEach(target -> keys.put(target.table(), target.key()));
    }

    PgTable table(String name) {
        PgTable found = tables.get(name);
        if (found == null) {
            throw new IllegalArgumentException("table '" + name + "' is none of " + tables.keySet());
        }
        return found;
    }

    Iterable<PgTable> all() {
        return tables.values();
    }

    /** The same, where a row of a table stays if it is the later one by this column. */
    TargetTables keepingLater(String table, String column) {
        later.put(table, column);
        return this;
    }

    /** The column that tells which of two rows is the later one; empty for none. */
    String later(String table) {
        return later.getOrDefault(table, "");
    }

    boolean repair() {
        return repair;
    }

    List<String> key(String table) {
        return keys.get(table);
    }

    /** The constraints that are checked at the commit and are no foreign keys, as SQL names them; empty for none. */
    String deferred() {
        return tables.values().stream()
                .flatMap(table -> table.deferred().stream())
                .collect(Collectors.joining(", "));
    }
}
