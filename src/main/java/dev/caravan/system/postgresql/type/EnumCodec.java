package dev.caravan.system.postgresql.type;

import dev.caravan.model.CellType;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import java.util.HashSet;
import java.util.Set;

/** An enum, by its labels. */
final class EnumCodec implements Codec {
    private final Set<String> labels;

    EnumCodec(Iterable<String> labels) {
        Set<String> known = new HashSet<>();
        labels.forEach(known::add);
        this.labels = known;
    }

    @Override
    public void write(RowBuffer rows, int row, int cell, BinaryOutput out) {
        if (rows.type(row, cell) != CellType.TEXT) {
            throw Misfit.type(rows, row, cell, "its labels");
        }
        if (!labels.contains(rows.text(row, cell))) {
            throw new Misfit(
                    RejectCode.NOT_ALLOWED,
                    "a text of " + rows.length(row, cell) + " bytes is none of its " + labels.size() + " labels");
        }
        out.addBytes(rows.arena(), rows.offset(row, cell), rows.length(row, cell));
    }

    @Override
    public void read(byte[] bytes, int offset, int length, RowBuffer into) {
        into.addBytes(CellType.TEXT, bytes, offset, length);
    }

    @Override
    public boolean keeps(CellType type) {
        return true;
    }
}
