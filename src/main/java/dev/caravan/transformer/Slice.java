package dev.caravan.transformer;

/** One value of a record that a mapping asked for: where it lies, or that it is absent. Used again for the next record. */
final class Slice {
    private byte[] bytes;
    private Token token;
    private int start;
    private int end;
    private boolean escaped;
    private boolean decimal;

    void clear() {
        token = null;
    }

    /** Takes the scalar or text on which the cursor stands. */
    void scalar(JsonCursor cursor, Token scalar) {
        token = scalar;
        bytes = cursor.bytes();
        start = cursor.start();
        end = cursor.end();
        escaped = cursor.escaped();
        decimal = cursor.decimal();
    }

    /** Takes the object or array that began at {@code from} and that the cursor has just left. */
    void container(JsonCursor cursor, Token container, int from) {
        token = container;
        bytes = cursor.bytes();
        start = from;
        end = cursor.position();
    }

    /** True when there is a value: null counts as none. */
    boolean present() {
        return token != null && token != Token.NULL;
    }

    boolean isContainer() {
        return token == Token.OBJECT || token == Token.ARRAY;
    }

    /** What it is; null when the record does not have it. */
    Token token() {
        return token;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where it begins; texts behind their quote. */
    int start() {
        return start;
    }

    /** Where it ends; texts before their quote. */
    int end() {
        return end;
    }

    boolean escaped() {
        return escaped;
    }

    boolean decimal() {
        return decimal;
    }

    /** How people are told of it: its kind and length, never the value. */
    String words() {
        return switch (token) {
            case STRING -> "a text of " + (end - start) + " bytes";
            case NUMBER -> "a number of " + (end - start) + " characters";
            case OBJECT, ARRAY -> token.words() + " of " + (end - start) + " bytes";
            case TRUE, FALSE, NULL, KEY, END, END_ARRAY, END_OBJECT -> token.words();
        };
    }
}
