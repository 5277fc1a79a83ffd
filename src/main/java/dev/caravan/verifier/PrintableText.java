package dev.caravan.verifier;

import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;
import java.util.HexFormat;

/** Values of keys, and others when asked for, as one short line that no terminal stumbles over. */
final class PrintableText {
    private static final int MOST_BYTES = 800;
    private static final int MOST_CHARACTERS = 200;

    private PrintableText() {}

    static String of(RowBuffer rows, int row, int column) {
        CellType type = rows.type(row, column);
        if (!type.hasBytes()) {
            return String.valueOf(rows.text(row, column));
        }
        int length = Math.min(rows.length(row, column), MOST_BYTES);
        int offset = rows.offset(row, column);
        String text = type == CellType.BLOB || type == CellType.VECTOR
                ? "x" + HexFormat.of().formatHex(rows.arena(), offset, offset + Math.min(length, MOST_CHARACTERS / 2))
                : new String(rows.arena(), offset, length, java.nio.charset.StandardCharsets.UTF_8);
        return cut(text, rows.length(row, column));
    }

    private static String cut(String text, int bytes) {
        StringBuilder line = new StringBuilder();
        int[] points = text.codePoints().limit(MOST_CHARACTERS).toArray();
        for (int point : points) {
            if (Character.isISOControl(point) || Character.getType(point) == Character.FORMAT || point == 0x2028) {
                line.append(String.format("\\u%04x", point));
            } else {
                line.appendCodePoint(point);
            }
        }
        boolean whole = bytes <= MOST_BYTES && text.codePointCount(0, text.length()) <= MOST_CHARACTERS;
        return whole ? line.toString() : line + "... (" + bytes + " bytes)";
    }
}
