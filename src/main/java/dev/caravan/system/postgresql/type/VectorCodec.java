package dev.caravan.system.postgresql.type;

import dev.caravan.model.CellType;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;

/**
 * {@code vector} of the extension pgvector: numbers of 32 bits, all finite. Taken from vectors and from JSON arrays, read as
 * vectors.
 */
final class VectorCodec implements Codec {
    private static final VarHandle FLOATS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int HEADER = 4;

    private final int dimension;
    private final RealCodec element = new RealCodec(
            true,
            "a vector has no more for each: round it before, or keep it in 'double precision[]' beside the vector");
    private final JsonArray array = new JsonArray();
    private final RowBuffer scratch = new RowBuffer(List.of("element"), 1);

    /** Vectors of this many numbers, -1 for any. */
    VectorCodec(int dimension) {
        this.dimension = dimension;
    }

    @Override
    public void write(RowBuffer rows, int row, int cell, BinaryOutput out) {
        if (rows.type(row, cell) == CellType.VECTOR) {
            writeVector(rows, row, cell, out);
            return;
        }
        boolean isText = rows.type(row, cell) == CellType.TEXT || rows.type(row, cell) == CellType.JSON;
        if (!isText
                || !array.read(rows.arena(), rows.offset(row, cell), rows.length(row, cell), false)
                || array.dimensions().size() != 1
                || array.elements().contains(null)) {
            throw Misfit.type(rows, row, cell, "vectors, or JSON arrays of numbers");
        }
        writeSize(array.elements().size(), out);
        for (JsonArray.Element one : array.elements()) {
            scratch.beginRow(0);
            try {
                one.addTo(scratch);
                int at = out.used();
                element.write(scratch, 0, 0, out);
                requireFinite(Float.intBitsToFloat(BinaryOutput.intAt(out.bytes(), at)));
            } finally {
                scratch.abandonRow();
            }
        }
    }

    @Override
    public void read(byte[] bytes, int offset, int length, RowBuffer into) {
        byte[] vector = new byte[length - HEADER];
        for (int at = 0; at < vector.length; at += Float.BYTES) {
            FLOATS.set(vector, at, BinaryOutput.intAt(bytes, offset + HEADER + at));
        }
        into.addBytes(CellType.VECTOR, vector);
    }

    @Override
    public boolean keeps(CellType type) {
        return type == CellType.VECTOR;
    }

    private void writeVector(RowBuffer rows, int row, int cell, BinaryOutput out) {
        byte[] arena = rows.arena();
        int start = rows.offset(row, cell);
        int end = start + rows.length(row, cell);
        writeSize((end - start) / Float.BYTES, out);
        for (int at = start; at < end; at += Float.BYTES) {
            int bits = (int) FLOATS.get(arena, at);
            requireFinite(Float.intBitsToFloat(bits));
            out.addInt(bits);
        }
    }

    private void writeSize(int size, BinaryOutput out) {
        if (dimension >= 0 && size != dimension) {
            throw new Misfit(RejectCode.BAD_LENGTH, "a vector of " + size + " numbers; it takes " + dimension);
        }
        out.addShort(size);
        out.addShort(0);
    }

    private static void requireFinite(float value) {
        if (!Float.isFinite(value)) {
            throw Misfit.range("a vector with a number that is not finite");
        }
    }
}
