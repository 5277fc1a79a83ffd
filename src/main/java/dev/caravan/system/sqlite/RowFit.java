package dev.caravan.system.sqlite;

import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.relational.Refusal;
import dev.caravan.system.sqlite.SqliteTable.UniqueKey;
import java.util.List;

/** Whether rows can be stored in a table as they are: every cell as its column takes it, and no key without a value. */
final class RowFit {
    private final String table;
    private final List<SqliteColumn> columns;
    private final List<CellFit> fits;
    private final int[] cells;
    private final UniqueKey key;

    /**
     * For rows of one table.
     *
     * @param columns those that are written
     * @param cells where each is found in the buffer
     * @param key what identifies a row, or null
     */
    RowFit(String table, List<SqliteColumn> columns, int[] cells, UniqueKey key) {
        this.table = table;
        this.columns = List.copyOf(columns);
        this.fits = columns.stream().map(column -> new CellFit(table, column)).toList();
        this.cells = cells.clone();
        this.key = key;
    }

    /** Why a row cannot be stored as it is, or null. */
    Refusal refusal(RowBuffer rows, int row) {
        for (int i = 0; i < cells.length; i++) {
            Refusal refusal = fits.get(i).refusal(rows, row, cells[i]);
            if (refusal != null) {
                return refusal;
            }
            String column = columns.get(i).name();
            if (rows.isNull(row, cells[i]) && key != null && key.columns().contains(column)) {
                return new Refusal(
                        RejectCode.MISSING_FIELD, "key column '" + column + "' of table '" + table + "' has no value");
            }
        }
        return null;
    }
}
