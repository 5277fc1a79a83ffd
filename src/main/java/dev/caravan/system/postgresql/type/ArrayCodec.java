package dev.caravan.system.postgresql.type;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;

/**
 * Arrays of any dimension, as JSON arrays: {@code [1, null]}, {@code [["a"], ["b"]]}. One whose dimensions do not begin at 1 is
 * {@code {"lower": [0], "array": [..]}}. Elements that are neither numbers nor booleans are JSON strings.
 */
final class ArrayCodec implements Codec {
    private static final int NULL = -1;

    private final PgType type;
    private final Codec element;
    private final boolean json;
    private final RowBuffer scratch = new RowBuffer(List.of("element"), 1);
    private final BinaryOutput text = new BinaryOutput(256);
    private final JsonArray array = new JsonArray();

    ArrayCodec(PgType type, Codec element) {
        this.type = type;
        this.element = element;
        this.json = element instanceof JsonCodec;
    }

    @Override
    public void write(RowBuffer rows, int row, int cell, BinaryOutput out) {
        CellType is = rows.type(row, cell);
        if (is == CellType.VECTOR && element instanceof RealCodec real) {
            writeVector(rows.bytes(row, cell), real.single(), out);
            return;
        }
        boolean isText = is == CellType.TEXT || is == CellType.JSON;
        if (!isText || !array.read(rows.arena(), rows.offset(row, cell), rows.length(row, cell), json)) {
            throw Misfit.type(rows, row, cell, "arrays as JSON writes them, all parts of a dimension of one length");
        }
        int start = out.used();
        out.addInt(array.dimensions().size());
        out.addInt(0);
        out.addInt(type.element().oid());
        for (int dimension = 0; dimension < array.dimensions().size(); dimension++) {
            out.addInt(array.dimensions().get(dimension));
            out.addInt(array.lower(dimension));
        }
        for (JsonArray.Element one : array.elements()) {
            if (one == null) {
                out.putInt(start + Integer.BYTES, 1);
                out.addInt(NULL);
            } else {
                writeElement(one, out);
            }
        }
    }

    @Override
    public void read(byte[] bytes, int offset, int length, RowBuffer into) {
        int dimensions = BinaryOutput.intAt(bytes, offset);
        int[] sizes = new int[dimensions];
        int[] lower = new int[dimensions];
        int at = offset + 3 * Integer.BYTES;
        boolean usual = true;
        for (int dimension = 0; dimension < dimensions; dimension++) {
            sizes[dimension] = BinaryOutput.intAt(bytes, at);
            lower[dimension] = BinaryOutput.intAt(bytes, at + Integer.BYTES);
            usual &= lower[dimension] == 1;
            at += 2 * Integer.BYTES;
        }
        text.cut(0);
        if (!usual) {
            text.addAscii("{\"lower\": " + Arrays.toString(lower) + ", \"array\": ");
        }
        if (dimensions == 0) {
            text.addAscii("[]");
        } else {
            readDimension(bytes, at, sizes, 0);
        }
        if (!usual) {
            text.addByte('}');
        }
        into.addBytes(CellType.JSON, text.bytes(), 0, text.used());
    }

    @Override
    public boolean keeps(CellType cell) {
        return false;
    }

    /** An embedding, where no extension keeps it as what it is. */
    private void writeVector(byte[] vector, boolean single, BinaryOutput out) {
        ByteBuffer floats = ByteBuffer.wrap(vector).order(ByteOrder.LITTLE_ENDIAN);
        out.addInt(vector.length == 0 ? 0 : 1);
        out.addInt(0);
        out.addInt(type.element().oid());
        if (vector.length > 0) {
            out.addInt(vector.length / Float.BYTES);
            out.addInt(1);
        }
        while (floats.hasRemaining()) {
            out.addInt(single ? Float.BYTES : Double.BYTES);
            if (single) {
                out.addInt(floats.getInt());
            } else {
                out.addLong(Double.doubleToRawLongBits(floats.getFloat()));
            }
        }
    }

    private void writeElement(JsonArray.Element one, BinaryOutput out) {
        int start = out.used();
        out.addInt(0);
        scratch.beginRow(0);
        try {
            byte[] blob = element instanceof BytesCodec ? one.bytes() : null;
            if (blob != null) {
                scratch.addBytes(CellType.BLOB, blob);
            } else {
                one.addTo(scratch);
            }
            element.write(scratch, 0, 0, out);
        } catch (Misfit misfit) {
            throw new Misfit(misfit.code(), "in an array: " + misfit.getMessage());
        } finally {
            scratch.abandonRow();
        }
        out.putInt(start, out.used() - start - Integer.BYTES);
    }

    private int readDimension(byte[] bytes, int start, int[] sizes, int dimension) {
        int at = start;
        text.addByte('[');
        for (int i = 0; i < sizes[dimension]; i++) {
            text.addAscii(i == 0 ? "" : ", ");
            at = dimension == sizes.length - 1
                    ? readElement(bytes, at)
                    : readDimension(bytes, at, sizes, dimension + 1);
        }
        text.addByte(']');
        return at;
    }

    private int readElement(byte[] bytes, int at) {
        int length = BinaryOutput.intAt(bytes, at);
        if (length == NULL) {
            text.addAscii("null");
            return at + Integer.BYTES;
        }
        scratch.beginRow(0);
        element.read(bytes, at + Integer.BYTES, length, scratch);
        addScratch();
        scratch.abandonRow();
        return at + Integer.BYTES + length;
    }

    private void addScratch() {
        switch (scratch.type(0, 0)) {
            case BOOLEAN, INTEGER -> text.addAscii(scratch.text(0, 0));
            case REAL -> addReal(scratch.doubleValue(0, 0));
            case BLOB -> JsonbText.writeText(hex().getBytes(UTF_8), text);
            case VECTOR -> JsonbText.writeText(numbers().getBytes(UTF_8), text);
            case DECIMAL -> {
                String number = scratch.text(0, 0);
                boolean word = number.endsWith("N") || number.endsWith("y");
                text.addAscii(word ? '"' + number + '"' : number);
            }
            default -> JsonbText.writeText(scratch.bytes(0, 0), text);
        }
    }

    /** Numbers of 32 bits in their own shortest form; what is not finite as a word. */
    private void addReal(double value) {
        boolean single = element instanceof RealCodec real && real.single();
        String number = single ? Float.toString((float) value) : Double.toString(value);
        text.addAscii(Double.isFinite(value) ? number : '"' + number + '"');
    }

    /** A vector as its own type has it in text. */
    private String numbers() {
        ByteBuffer floats = ByteBuffer.wrap(scratch.bytes(0, 0)).order(ByteOrder.LITTLE_ENDIAN);
        StringJoiner numbers = new StringJoiner(",", "[", "]");
        while (floats.hasRemaining()) {
            numbers.add(Float.toString(floats.getFloat()));
        }
        return numbers.toString();
    }

    private String hex() {
        return "\\x" + HexFormat.of().formatHex(scratch.bytes(0, 0));
    }
}
