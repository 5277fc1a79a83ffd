package dev.caravan.system.postgresql;

import dev.caravan.model.RowBuffer;
import java.sql.SQLException;

/** Rows one after the other. */
interface RowStream {
    boolean hasNext();

    /** How many bytes the next row has, about. */
    int nextLength();

    /** Adds the cells of the next row, and answers true when a value of it was too large and is NULL now. */
    boolean next(RowBuffer into) throws SQLException;
}
