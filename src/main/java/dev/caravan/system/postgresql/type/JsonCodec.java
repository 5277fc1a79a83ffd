package dev.caravan.system.postgresql.type;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caravan.model.CellType;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;

/**
 * {@code json} and {@code jsonb}, from texts that are one JSON value, and from numbers and booleans. The server judges whether a
 * text is JSON. {@code json} keeps the text as it is, {@code jsonb} the value alone.
 */
final class JsonCodec implements Codec {
    private static final byte VERSION = 1;
    private static final String WANTED = "JSON";

    private final boolean binary;
    private final JsonbText normal;

    private JsonCodec(boolean binary, JsonbText normal) {
        this.binary = binary;
        this.normal = normal;
    }

    static JsonCodec text() {
        return new JsonCodec(false, null);
    }

    /** For {@code jsonb}; {@code asStored} is true to write a text as the server will give it back. */
    static JsonCodec binary(boolean asStored) {
        return new JsonCodec(true, asStored ? new JsonbText() : null);
    }

    @Override
    public void write(RowBuffer rows, int row, int cell, BinaryOutput out) {
        if (binary) {
            out.addByte(VERSION);
        }
        switch (rows.type(row, cell)) {
            case TEXT, JSON, DECIMAL -> addText(rows.arena(), rows.offset(row, cell), rows.length(row, cell), out);
            case BOOLEAN, INTEGER -> addAscii(rows.text(row, cell), out);
            case REAL -> {
                if (!Double.isFinite(rows.doubleValue(row, cell))) {
                    throw Misfit.inexact("JSON has no form for a number that is not finite");
                }
                addAscii(rows.text(row, cell), out);
            }
            case INVALID_TEXT ->
                throw new Misfit(
                        RejectCode.INVALID_UTF8, "a text of " + rows.length(row, cell) + " bytes that is not UTF-8");
            default -> throw Misfit.type(rows, row, cell, WANTED);
        }
    }

    @Override
    public void read(byte[] bytes, int offset, int length, RowBuffer into) {
        int skipped = binary ? 1 : 0;
        into.addBytes(CellType.JSON, bytes, offset + skipped, length - skipped);
    }

    @Override
    public boolean keeps(CellType type) {
        return !binary && (type == CellType.TEXT || type == CellType.JSON);
    }

    private void addText(byte[] text, int offset, int length, BinaryOutput out) {
        byte[] stored = normal == null ? null : normal.of(text, offset, length);
        if (stored == null) {
            out.addBytes(text, offset, length);
        } else {
            out.addBytes(stored, 0, stored.length);
        }
    }

    private static void addAscii(String text, BinaryOutput out) {
        byte[] ascii = text.getBytes(US_ASCII);
        out.addBytes(ascii, 0, ascii.length);
    }
}
