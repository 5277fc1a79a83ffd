package dev.caravan.verifier;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.util.List;

/** Where the compared columns and the key of a table stand in a buffer. */
record Layout(ComparedTable table, int[] columns, int[] key) {
    static Layout of(ComparedTable table, List<String> names) {
        return new Layout(table, find(table, table.columns(), names), find(table, table.key(), names));
    }

    private static int[] find(ComparedTable table, List<String> wanted, List<String> names) {
        int[] found = new int[wanted.size()];
        for (int column = 0; column < found.length; column++) {
            found[column] = names.indexOf(wanted.get(column));
            if (found[column] < 0) {
                throw new CaravanException(
                        ErrorCode.INTERNAL,
                        "verify " + table.table(),
                        "column '" + wanted.get(column) + "' is to be compared, but a reading gave only " + names
                                + "; report this with the migration file");
            }
        }
        return found;
    }
}
