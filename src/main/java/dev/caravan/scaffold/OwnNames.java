package dev.caravan.scaffold;

import dev.caravan.relational.LedgerTables;

/** Tables that are Caravan's own, and others that are called as if they were: neither is carried over. */
public final class OwnNames {
    private static final String FIRST = "caravan_";

    private OwnNames() {}

    /** True for a name that no table of people can have; tells of it where it may be one of theirs. */
    public static boolean has(String table, Warnings warnings) {
        boolean own = table.startsWith(FIRST);
        if (own && !LedgerTables.TABLES.contains(table)) {
            warnings.add(
                    "table '" + table + "'",
                    "is left out, as names that begin with '" + FIRST + "' are Caravan's own; give it another");
        }
        return own;
    }
}
