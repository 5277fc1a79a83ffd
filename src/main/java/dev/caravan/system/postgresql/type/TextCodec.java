package dev.caravan.system.postgresql.type;

import dev.caravan.model.CellType;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * {@code text}, {@code varchar} and {@code char}. Text that is too long is refused, blanks at its end too: the server would
 * cut these without a word. Of {@code char(n)}, the blanks that only fill it up are left out.
 */
final class TextCodec implements Codec {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final byte[] REPLACEMENT = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};

    private final int longest;
    private final boolean padded;
    private final NulPolicy nul;

    /**
     * Texts.
     *
     * @param longest in characters, or -1
     * @param padded true for {@code char(n)}
     */
    TextCodec(int longest, boolean padded, NulPolicy nul) {
        this.longest = longest;
        this.padded = padded;
        this.nul = nul;
    }

    @Override
    public void write(RowBuffer rows, int row, int cell, BinaryOutput out) {
        CellType type = rows.type(row, cell);
        if (type == CellType.INVALID_TEXT) {
            throw new Misfit(
                    RejectCode.INVALID_UTF8, "a text of " + rows.length(row, cell) + " bytes that is not UTF-8");
        }
        if (type != CellType.TEXT && type != CellType.JSON) {
            throw Misfit.type(rows, row, cell, "text");
        }
        int start = out.used();
        byte[] arena = rows.arena();
        int offset = rows.offset(row, cell);
        int length = rows.length(row, cell);
        if (hasNul(arena, offset, length)) {
            addWithoutNul(arena, offset, length, out);
        } else {
            out.addBytes(arena, offset, length);
        }
        checkLength(out.bytes(), start, out.used());
    }

    @Override
    public void read(byte[] bytes, int offset, int length, RowBuffer into) {
        int end = offset + length;
        while (padded && end > offset && bytes[end - 1] == ' ') {
            end--;
        }
        into.addBytes(CellType.TEXT, bytes, offset, end - offset);
    }

    @Override
    public boolean keeps(CellType type) {
        return nul == NulPolicy.REJECT;
    }

    /** Eight bytes at a time: a zero byte is where subtracting one borrows and the high bit was not set before. */
    private static boolean hasNul(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            long word = (long) LONG.get(bytes, at);
            if (((word - ONES) & ~word & HIGHS) != 0) {
                return true;
            }
        }
        for (; at < end; at++) {
            if (bytes[at] == 0) {
                return true;
            }
        }
        return false;
    }

    private void addWithoutNul(byte[] bytes, int offset, int length, BinaryOutput out) {
        if (nul == NulPolicy.REJECT) {
            throw new Misfit(
                    RejectCode.NUL_CHARACTER,
                    "a text of " + length + " bytes holds U+0000, which PostgreSQL cannot keep;"
                            + " 'nul: replace' or 'nul: strip' of the system lets it in changed");
        }
        for (int at = offset; at < offset + length; at++) {
            if (bytes[at] != 0) {
                out.addByte(bytes[at]);
            } else if (nul == NulPolicy.REPLACE) {
                out.addBytes(REPLACEMENT, 0, REPLACEMENT.length);
            }
        }
    }

    private void checkLength(byte[] bytes, int start, int end) {
        if (padded && end > start && bytes[end - 1] == ' ') {
            throw new Misfit(RejectCode.BAD_LENGTH, "it does not keep blanks at the end of a text; 'text' does");
        }
        if (longest < 0 || end - start <= longest) {
            return;
        }
        int characters = 0;
        for (int at = start; at < end; at++) {
            characters += (bytes[at] & 0xc0) != 0x80 ? 1 : 0;
        }
        if (characters > longest) {
            throw new Misfit(
                    RejectCode.BAD_LENGTH, "a text of " + characters + " characters; " + longest + " are the most");
        }
    }
}
