package dev.caravan.transformer;

/**
 * Writes a JSON value again without spaces, exactly: numbers keep their literal, texts become UTF-8 with no more escapes than
 * are needed, keys keep their order. One a thread.
 */
final class CompactJson {
    private final JsonCursor cursor = new JsonCursor();
    private final ByteText text = new ByteText();

    /** Adds the value that lies between {@code from} and {@code to}, which was read before, to {@code out}. */
    void write(byte[] bytes, int from, int to, ByteText out) {
        cursor.restart(bytes, from, to);
        boolean comma = false;
        for (Token token = cursor.next(); token != Token.END; token = cursor.next()) {
            boolean ends = token == Token.END_OBJECT || token == Token.END_ARRAY;
            if (comma && !ends) {
                out.add(',');
            }
            writeToken(token, out);
            comma = token != Token.OBJECT && token != Token.ARRAY && token != Token.KEY;
        }
    }

    private void writeToken(Token token, ByteText out) {
        switch (token) {
            case OBJECT -> out.add('{');
            case ARRAY -> out.add('[');
            case END_OBJECT -> out.add('}');
            case END_ARRAY -> out.add(']');
            case STRING -> writeText(out);
            case KEY -> {
                writeText(out);
                out.add(':');
            }
            case NUMBER, TRUE, FALSE, NULL -> out.add(cursor.bytes(), cursor.start(), cursor.end());
            case END -> throw new IllegalStateException("the end is not written");
        }
    }

    private void writeText(ByteText out) {
        if (!cursor.escaped()) {
            out.add(cursor.bytes(), cursor.start() - 1, cursor.end() + 1);
            return;
        }
        text.clear();
        Escapes.decode(cursor.bytes(), cursor.start(), cursor.end(), text);
        Escapes.encode(text.bytes(), 0, text.length(), out);
    }
}
