package dev.caravan.system.postgresql.type;

import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;

/** How the values of one type travel between a cell and COPY's binary form. Used by one thread at a time. */
public interface Codec {
    /**
     * Appends a cell that is not NULL, without its length.
     *
     * @throws Misfit when the column would not keep the value as it is; some bytes may have been added
     */
    void write(RowBuffer rows, int row, int cell, BinaryOutput out);

    /** Adds the one cell that these bytes stand for. */
    void read(byte[] bytes, int offset, int length, RowBuffer into);

    /** True when every cell of this type that {@link #write} takes is read again as an equal one. */
    boolean keeps(CellType type);
}
