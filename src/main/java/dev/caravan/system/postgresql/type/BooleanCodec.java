package dev.caravan.system.postgresql.type;

import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;
import java.util.Locale;

/** {@code boolean}: true and false, 1 and 0, and the texts true, false, t, f. */
final class BooleanCodec implements Codec {
    private static final String WANTED = "true and false, 1 and 0";

    @Override
    public void write(RowBuffer rows, int row, int cell, BinaryOutput out) {
        switch (rows.type(row, cell)) {
            case BOOLEAN, INTEGER -> out.addByte(bit(rows, row, cell));
            case TEXT -> out.addByte(word(rows, row, cell));
            default -> throw Misfit.type(rows, row, cell, WANTED);
        }
    }

    @Override
    public void read(byte[] bytes, int offset, int length, RowBuffer into) {
        into.addBoolean(bytes[offset] != 0);
    }

    @Override
    public boolean keeps(CellType type) {
        return type == CellType.BOOLEAN || type == CellType.INTEGER;
    }

    private static int bit(RowBuffer rows, int row, int cell) {
        long value = rows.longValue(row, cell);
        if (value != 0 && value != 1) {
            throw Misfit.range("it takes " + WANTED + ", here is another number");
        }
        return (int) value;
    }

    private static int word(RowBuffer rows, int row, int cell) {
        return switch (rows.length(row, cell) > 5 ? "" : rows.text(row, cell).toLowerCase(Locale.ROOT)) {
            case "true", "t" -> 1;
            case "false", "f" -> 0;
            default -> throw Misfit.type(rows, row, cell, WANTED);
        };
    }
}
