package dev.caravan.system.postgresql;

import dev.caravan.model.CaravanException;
import dev.caravan.model.CellType;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.system.postgresql.type.BinaryOutput;
import dev.caravan.system.postgresql.type.Codec;
import java.nio.ByteBuffer;

/**
 * The places of rows in their file, {@code (block,number)}, as they come one after the other. A reader that goes on behind a place
 * leaves out all that is before it, so a place that does not come after the one before ends the reading.
 */
final class PlaceCodec implements Codec {
    private static final int NUMBER_BITS = Short.SIZE;

    private final String table;
    private final byte[] text = new byte["(4294967295,65535)".length()];
    private long last = -1;

    PlaceCodec(String table) {
        this.table = table;
    }

    @Override
    public void read(byte[] bytes, int offset, int length, RowBuffer into) {
        ByteBuffer place = ByteBuffer.wrap(bytes, offset, length);
        long block = Integer.toUnsignedLong(place.getInt());
        int number = Short.toUnsignedInt(place.getShort());
        requireBehind(block << NUMBER_BITS | number);
        int at = text.length;
        text[--at] = ')';
        at = digits(number, at);
        text[--at] = ',';
        at = digits(block, at);
        text[--at] = '(';
        into.addBytes(CellType.TEXT, text, at, text.length - at);
    }

    @Override
    public void write(RowBuffer rows, int row, int cell, BinaryOutput out) {
        throw new UnsupportedOperationException("the server alone gives a row its place");
    }

    @Override
    public boolean keeps(CellType type) {
        return false;
    }

    private void requireBehind(long place) {
        if (place <= last) {
            throw new CaravanException(
                    ErrorCode.SOURCE_UNUSABLE,
                    table,
                    "the server gives its rows in another order than that of its file; report this with its version");
        }
        last = place;
    }

    /** Puts a number in front of {@code end}; answers where it begins. */
    private int digits(long number, int end) {
        int at = end;
        long left = number;
        do {
            text[--at] = (byte) ('0' + left % 10);
            left /= 10;
        } while (left > 0);
        return at;
    }
}
