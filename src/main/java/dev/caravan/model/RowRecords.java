package dev.caravan.model;

/**
 * Records of a source with columns.
 *
 * @param table the table they come from
 * @param rows one row a record, in order; the index of a row's record is the row's own number
 * @param keyColumns the numbers of the key's columns; they may follow the columns that are copied
 * @param firstOrdinal the ordinal of the first
 */
public record RowRecords(String table, RowBuffer rows, int[] keyColumns, long firstOrdinal) implements Records {
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
