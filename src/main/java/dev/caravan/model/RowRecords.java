package dev.caravan.model;

/**
 * Records of a source with columns.
 *
 * @param table the table they come from
 * @param rows one row a record, in order; the index of a row's record is the row's own number
 * @param keyColumns the numbers of the key's columns; they may follow the columns that are copied
 * @param firstOrdinal the ordinal of the first
 * @param ownColumns how many columns, from the first, are the table's own; what follows was read only to tell rows apart
 *     (SQLite's rowid) and is not copied
 */
public record RowRecords(String table, RowBuffer rows, int[] keyColumns, long firstOrdinal, int ownColumns)
        implements Records {
    /** Records all of whose columns are the table's own. */
    public RowRecords(String table, RowBuffer rows, int[] keyColumns, long firstOrdinal) {
        this(table, rows, keyColumns, firstOrdinal, rows.columns().size());
    }

    @Override
    public int count() {
        return rows.rows();
    }

    @Override
    public long ordinal(int index) {
        return firstOrdinal + index;
    }

    @Override
    public String key(int index) {
        return table + "/" + keyText(index);
    }

    @Override
    public String place(int index) {
        return table + " key " + keyText(index);
    }

    private String keyText(int index) {
        StringBuilder text = new StringBuilder();
        for (int column : keyColumns) {
            text.append(text.isEmpty() ? "" : ",").append(rows.text(index, column));
        }
        return text.toString();
    }
}
