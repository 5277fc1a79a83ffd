package dev.caravan.system.postgresql.type;

import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;

/** {@code uuid}: 32 hexadecimal digits with hyphens or without, or 16 bytes. Read in lower case with hyphens. */
final class UuidCodec implements Codec {
    private static final int BYTES = 16;
    private static final int DIGITS = 32;
    private static final int HYPHENED = 36;
    private static final String WANTED = "uuids";
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private final byte[] text = new byte[HYPHENED];

    @Override
    public void write(RowBuffer rows, int row, int cell, BinaryOutput out) {
        int length = rows.type(row, cell).hasBytes() ? rows.length(row, cell) : 0;
        int offset = length == 0 ? 0 : rows.offset(row, cell);
        switch (rows.type(row, cell)) {
            case BLOB -> {
                if (length != BYTES) {
                    throw Misfit.type(rows, row, cell, WANTED);
                }
                out.addBytes(rows.arena(), offset, length);
            }
            case TEXT -> {
                if (length != DIGITS && length != HYPHENED || !add(rows.arena(), offset, length, out)) {
                    throw Misfit.type(rows, row, cell, WANTED);
                }
            }
            default -> throw Misfit.type(rows, row, cell, WANTED);
        }
    }

    @Override
    public void read(byte[] bytes, int offset, int length, RowBuffer into) {
        int at = 0;
        for (int i = 0; i < BYTES; i++) {
            if (i == 4 || i == 6 || i == 8 || i == 10) {
                text[at++] = '-';
            }
            text[at++] = HEX[bytes[offset + i] >> 4 & 0xf];
            text[at++] = HEX[bytes[offset + i] & 0xf];
        }
        into.addBytes(CellType.TEXT, text);
    }

    @Override
    public boolean keeps(CellType type) {
        return false;
    }

    private static boolean add(byte[] from, int offset, int length, BinaryOutput out) {
        int high = -1;
        for (int at = 0; at < length; at++) {
            boolean hyphen = length == HYPHENED && (at == 8 || at == 13 || at == 18 || at == 23);
            byte character = from[offset + at];
            if (hyphen && character == '-') {
                continue;
            }
            int digit = character < 0 ? -1 : Character.digit(character, 16);
            if (hyphen || digit < 0) {
                return false;
            }
            if (high < 0) {
                high = digit;
            } else {
                out.addByte(high << 4 | digit);
                high = -1;
            }
        }
        return true;
    }
}
