package dev.caravan.system.postgresql.type;

import dev.caravan.model.CellType;
import dev.caravan.model.NumberLiteral;
import dev.caravan.model.RowBuffer;

/** {@code smallint}, {@code integer}, {@code bigint} and {@code oid}: whole numbers, however they are written. */
final class IntegerCodec implements Codec {
    private final int size;
    private final long least;
    private final long most;
    private final NumberLiteral number = new NumberLiteral();

    private IntegerCodec(int size, long least, long most) {
        this.size = size;
        this.least = least;
        this.most = most;
    }

    static IntegerCodec ofBytes(int size) {
        long most = -1L >>> (65 - 8 * size);
        return new IntegerCodec(size, -most - 1, most);
    }

    static IntegerCodec unsigned() {
        return new IntegerCodec(Integer.BYTES, 0, 0xffffffffL);
    }

    @Override
    public void write(RowBuffer rows, int row, int cell, BinaryOutput out) {
        long value = value(rows, row, cell);
        if (value < least || value > most) {
            throw Misfit.range("it takes whole numbers of " + size + " bytes, here is a larger one");
        }
        switch (size) {
            case Short.BYTES -> out.addShort((int) value);
            case Integer.BYTES -> out.addInt((int) value);
            default -> out.addLong(value);
        }
    }

    @Override
    public void read(byte[] bytes, int offset, int length, RowBuffer into) {
        into.addLong(
                switch (size) {
                    case Short.BYTES -> BinaryOutput.shortAt(bytes, offset);
                    case Integer.BYTES -> BinaryOutput.intAt(bytes, offset) & (least == 0 ? most : -1L);
                    default -> BinaryOutput.longAt(bytes, offset);
                });
    }

    @Override
    public boolean keeps(CellType type) {
        return true;
    }

    private long value(RowBuffer rows, int row, int cell) {
        switch (rows.type(row, cell)) {
            case BOOLEAN, INTEGER -> {
                return rows.longValue(row, cell);
            }
            case REAL -> {
                double value = rows.doubleValue(row, cell);
                if (value == Math.rint(value) && value >= -0x1p63 && value < 0x1p63) {
                    return (long) value;
                }
                throw Misfit.inexact("it takes whole numbers, here is one with a fraction or beyond 64 bits");
            }
            case DECIMAL -> {
                int start = rows.offset(row, cell);
                number.readDecimal(rows.arena(), start, start + rows.length(row, cell));
                if (number.fitsLong()) {
                    return number.whole();
                }
                throw Misfit.inexact("it takes whole numbers, here is a decimal with a fraction or beyond 64 bits");
            }
            default -> throw Misfit.type(rows, row, cell, "whole numbers");
        }
    }
}
