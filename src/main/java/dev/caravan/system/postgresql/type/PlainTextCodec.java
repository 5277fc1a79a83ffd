package dev.caravan.system.postgresql.type;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;

/** The text form of a type that has no codec: what the server's own input function is given. */
final class PlainTextCodec implements Codec {
    private final TextCodec texts;

    PlainTextCodec(NulPolicy nul) {
        this.texts = new TextCodec(-1, false, nul);
    }

    @Override
    public void write(RowBuffer rows, int row, int cell, BinaryOutput out) {
        switch (rows.type(row, cell)) {
            case BOOLEAN, INTEGER, REAL, DECIMAL -> {
                byte[] text = rows.text(row, cell).getBytes(UTF_8);
                out.addBytes(text, 0, text.length);
            }
            default -> texts.write(rows, row, cell, out);
        }
    }

    @Override
    public void read(byte[] bytes, int offset, int length, RowBuffer into) {
        texts.read(bytes, offset, length, into);
    }

    @Override
    public boolean keeps(CellType type) {
        return false;
    }
}
