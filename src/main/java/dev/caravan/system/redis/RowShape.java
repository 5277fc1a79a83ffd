package dev.caravan.system.redis;

import dev.caravan.model.RowBuffer;
import dev.caravan.model.Unfit;
import java.util.List;

/** How the keys of one record become a row. */
interface RowShape {
    /** The columns of a row. */
    List<String> columns();

    /** Where the columns are that identify a record. */
    int[] key();

    /**
     * Adds the cells of a row that was begun, one for each column.
     *
     * @param found the keys of one record, at least one of which is there
     * @throws Unfit when the record is rejected; then cells may be missing
     */
    void add(RowBuffer rows, List<FoundKey> found) throws Unfit;

    /** Adds the cells of a row for a record that is rejected or has gone: those that identify it, and no others. */
    void addName(RowBuffer rows, List<FoundKey> found);

    /**
     * One key with what was read of it.
     *
     * @param pattern the number of the pattern that it matches
     */
    record FoundKey(byte[] key, int pattern, KeyValue value) {}
}
