package dev.caravan.system.postgresql.type;

import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;

/** {@code bytea}. */
final class BytesCodec implements Codec {
    @Override
    public void write(RowBuffer rows, int row, int cell, BinaryOutput out) {
        if (rows.type(row, cell) != CellType.BLOB) {
            throw Misfit.type(rows, row, cell, "bytes");
        }
        out.addBytes(rows.arena(), rows.offset(row, cell), rows.length(row, cell));
    }

    @Override
    public void read(byte[] bytes, int offset, int length, RowBuffer into) {
        into.addBytes(CellType.BLOB, bytes, offset, length);
    }

    @Override
    public boolean keeps(CellType type) {
        return true;
    }
}
