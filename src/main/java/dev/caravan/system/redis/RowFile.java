package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;
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

    static void write(PartOutput out, RowBuffer rows, int row, Fortune fortune) throws IOException {
        out.putByte(fortune.gone() ? 1 : fortune.code().isEmpty() ? 0 : 2);
        if (!fortune.code().isEmpty()) {
            text(out, fortune.code());
            text(out, fortune.reason());
        }
        for (int column = 0; column < rows.columns().size(); column++) {
            CellType type = rows.type(row, column);
            out.putByte(number(type));
            if (type.hasBytes()) {
                out.putInt(rows.length(row, column));
                out.put(rows.arena(), rows.offset(row, column), rows.length(row, column));
            } else if (type != CellType.NULL) {
                out.putLong(
                        type == CellType.REAL
                                ? Double.doubleToRawLongBits(rows.doubleValue(row, column))
                                : rows.longValue(row, column));
            }
        }
    }

    /** Adds the next row; answers what became of its record. */
    static Fortune read(PartInput in, RowBuffer into) throws IOException {
        int state = in.takeByte();
        Fortune fortune =
                switch (state) {
                    case 0 -> Fortune.FINE;
                    case 1 -> Fortune.GONE;
                    default -> Fortune.rejected(text(in), text(in));
                };
        into.beginRow(into.rows());
        for (int column = 0; column < into.columns().size(); column++) {
            CellType type = TYPES[in.takeByte()];
            switch (type) {
                case NULL -> into.addNull();
                case INTEGER -> into.addLong(in.takeLong());
                case REAL -> into.addDouble(Double.longBitsToDouble(in.takeLong()));
                case BOOLEAN -> into.addBoolean(in.takeLong() != 0);
                default -> in.takeCell(in.takeInt(), type, into);
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

    private static void text(PartOutput out, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        out.putInt(bytes.length);
        out.put(bytes, 0, bytes.length);
    }

    private static String text(PartInput in) throws IOException {
        return new String(in.take(in.takeInt()), UTF_8);
    }
}
