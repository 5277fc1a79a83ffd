package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Rows as a file has them: what became of the record, then its cells. The same rows give the same bytes. */
final class RowFile {
    private static final CellType[] TYPES = {
        CellType.NULL, CellType.TEXT, CellType.JSON, CellType.INTEGER, CellType.REAL, CellType.BOOLEAN
    };

    private RowFile() {}

    /**
     * What became of a record before it set out.
     *
     * @param code the reject's code; empty for one that goes on
     */
    record Fortune(boolean gone, String code, String reason) {
        static final Fortune FINE = new Fortune(false, "", "");
        static final Fortune GONE = new Fortune(true, "", "");

        static Fortune rejected(String code, String reason) {
            return new Fortune(false, code, reason);
        }
    }

    static void write(DataOutput out, RowBuffer rows, int row, Fortune fortune) throws IOException {
        out.writeByte(fortune.gone() ? 1 : fortune.code().isEmpty() ? 0 : 2);
        if (!fortune.code().isEmpty()) {
            text(out, fortune.code());
            text(out, fortune.reason());
        }
        for (int column = 0; column < rows.columns().size(); column++) {
            CellType type = rows.type(row, column);
            out.writeByte(number(type));
            if (type.hasBytes()) {
                out.writeInt(rows.length(row, column));
                out.write(rows.arena(), rows.offset(row, column), rows.length(row, column));
            } else if (type != CellType.NULL) {
                out.writeLong(
                        type == CellType.REAL
                                ? Double.doubleToRawLongBits(rows.doubleValue(row, column))
                                : rows.longValue(row, column));
            }
        }
    }

    /** Adds the next row; answers what became of its record. */
    static Fortune read(DataInput in, RowBuffer into) throws IOException {
        int state = in.readByte();
        Fortune fortune =
                switch (state) {
                    case 0 -> Fortune.FINE;
                    case 1 -> Fortune.GONE;
                    default -> Fortune.rejected(text(in), text(in));
                };
        into.beginRow(into.rows());
        for (int column = 0; column < into.columns().size(); column++) {
            CellType type = TYPES[in.readByte()];
            switch (type) {
                case NULL -> into.addNull();
                case INTEGER -> into.addLong(in.readLong());
                case REAL -> into.addDouble(Double.longBitsToDouble(in.readLong()));
                case BOOLEAN -> into.addBoolean(in.readLong() != 0);
                default -> into.addBytes(type, bytes(in));
            }
        }
        into.endRow();
        return fortune;
    }

    private static int number(CellType type) {
        for (int number = 0; number < TYPES.length; number++) {
            if (TYPES[number] == type) {
                return number;
            }
        }
        throw new IllegalArgumentException("no record of this system has a cell of type " + type);
    }

    private static void text(DataOutput out, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInput in) throws IOException {
        return new String(bytes(in), UTF_8);
    }

    private static byte[] bytes(DataInput in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }
}
