package dev.caravan.system.postgresql.type;

import dev.caravan.model.CellType;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import java.util.List;

/** {@code vector} of the extension pgvector, as a JSON array of numbers; numbers of 32 bits, all finite. */
final class VectorCodec implements Codec {
    private static final int HEADER = 4;

    private final int dimension;
    private final RealCodec element = new RealCodec(true);
    private final JsonArray array = new JsonArray();
    private final RowBuffer scratch = new RowBuffer(List.of("element"), 1);
    private final BinaryOutput text = new BinaryOutput(4096);

    /** Vectors of this many numbers, -1 for any. */
    VectorCodec(int dimension) {
        this.dimension = dimension;
    }

    @Override
    public void write(RowBuffer rows, int row, int cell, BinaryOutput out) {
        CellType is = rows.type(row, cell);
        boolean isText = is == CellType.TEXT || is == CellType.JSON;
        if (!isText
                || !array.read(rows.arena(), rows.offset(row, cell), rows.length(row, cell), false)
                || array.dimensions().size() != 1
                || array.elements().contains(null)) {
            throw Misfit.type(rows, row, cell, "vectors as JSON arrays of numbers");
        }
        int size = array.elements().size();
        if (dimension >= 0 && size != dimension) {
            throw new Misfit(RejectCode.BAD_LENGTH, "a vector of " + size + " numbers; it takes " + dimension);
        }
        out.addShort(size);
        out.addShort(0);
        for (JsonArray.Element one : array.elements()) {
            scratch.beginRow(0);
            try {
                one.addTo(scratch);
                element.write(scratch, 0, 0, out);
            } finally {
                scratch.abandonRow();
            }
        }
    }

    @Override
    public void read(byte[] bytes, int offset, int length, RowBuffer into) {
        int size = BinaryOutput.shortAt(bytes, offset) & 0xffff;
        text.cut(0);
        text.addByte('[');
        for (int i = 0; i < size; i++) {
            float value = Float.intBitsToFloat(BinaryOutput.intAt(bytes, offset + HEADER + i * Float.BYTES));
            text.addAscii((i == 0 ? "" : ",") + value);
        }
        text.addByte(']');
        into.addBytes(CellType.JSON, text.bytes(), 0, text.used());
    }

    @Override
    public boolean keeps(CellType type) {
        return false;
    }
}
