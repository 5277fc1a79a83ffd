package dev.caravan.system.postgresql.type;

import dev.caravan.model.CellType;
import dev.caravan.model.NumberLiteral;
import dev.caravan.model.RowBuffer;
import java.math.BigDecimal;

/**
 * {@code double precision} and {@code real}, with NaN, the infinities and -0.0. A number fits that is the same number there, or
 * whose decimal digits are the shortest form of what is kept: 0.1 fits into both.
 */
final class RealCodec implements Codec {
    private final boolean single;
    private final String wider;
    private final NumberLiteral number = new NumberLiteral();

    RealCodec(boolean single) {
        this(single, "'double precision' keeps them");
    }

    /** @param wider what to do, for people, where 32 bits are too few */
    RealCodec(boolean single, String wider) {
        this.single = single;
        this.wider = wider;
    }

    boolean single() {
        return single;
    }

    @Override
    public void write(RowBuffer rows, int row, int cell, BinaryOutput out) {
        double value = value(rows, row, cell);
        if (!single) {
            out.addLong(Double.doubleToRawLongBits(value));
            return;
        }
        float near = (float) value;
        if (near != value && !Double.isNaN(value) && !sameDigits(near, value)) {
            throw Misfit.inexact("a number would lose digits in 32 bits; " + wider);
        }
        out.addInt(Float.floatToRawIntBits(near));
    }

    @Override
    public void read(byte[] bytes, int offset, int length, RowBuffer into) {
        into.addDouble(
                single
                        ? Float.intBitsToFloat(BinaryOutput.intAt(bytes, offset))
                        : Double.longBitsToDouble(BinaryOutput.longAt(bytes, offset)));
    }

    @Override
    public boolean keeps(CellType type) {
        return !single && type != CellType.TEXT && type != CellType.DECIMAL;
    }

    private static boolean sameDigits(float near, double value) {
        return !Float.isInfinite(near) && Double.parseDouble(Float.toString(near)) == value;
    }

    private double value(RowBuffer rows, int row, int cell) {
        return switch (rows.type(row, cell)) {
            case REAL -> rows.doubleValue(row, cell);
            case BOOLEAN, INTEGER -> whole(rows.longValue(row, cell));
            case DECIMAL -> decimal(rows, row, cell);
            case TEXT -> word(rows, row, cell);
            default -> throw Misfit.type(rows, row, cell, "numbers");
        };
    }

    private static double whole(long value) {
        double near = value;
        if (near == 0x1p63 || (long) near != value) {
            throw lossy();
        }
        return near;
    }

    private double decimal(RowBuffer rows, int row, int cell) {
        int start = rows.offset(row, cell);
        number.readDecimal(rows.arena(), start, start + rows.length(row, cell));
        if (number.type() == CellType.REAL) {
            return number.real();
        }
        if (number.fitsLong()) {
            return whole(number.whole());
        }
        String text = rows.text(row, cell);
        double near = Double.parseDouble(text);
        boolean finite = Double.isFinite(near);
        boolean word = text.endsWith("y") || text.endsWith("N");
        if (word || (finite && new BigDecimal(near).compareTo(new BigDecimal(text)) == 0)) {
            return near;
        }
        throw lossy();
    }

    /** The three numbers that have no digits; arrays of other systems can only write them as words. */
    private static double word(RowBuffer rows, int row, int cell) {
        return switch (rows.length(row, cell) > 9 ? "" : rows.text(row, cell)) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw Misfit.type(rows, row, cell, "numbers");
        };
    }

    private static Misfit lossy() {
        return Misfit.inexact("no double holds the number exactly; 'numeric' does");
    }
}
