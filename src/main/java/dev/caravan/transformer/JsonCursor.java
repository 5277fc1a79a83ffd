package dev.caravan.transformer;

import dev.caravan.model.RejectCode;

/**
 * Reads the JSON text of one record token by token, without making objects, and refuses whatever is not exactly one JSON
 * value: wrong syntax, text behind the value, equal keys in one object, bytes that are not UTF-8, nesting beyond the cap.
 *
 * <p>Values stay where they are: a token is a slice of the record, a number its literal. That keeps them exact and costs no
 * allocation. (Jackson's parser, which every record would need a new one of, checks no overlong UTF-8, and took 1.5 times as
 * long here with its check for duplicates on and nothing done with the values.) One a thread.
 */
final class JsonCursor {
    /** How deep a record may be nested, itself included. */
    static final int MAX_DEPTH = 1000;

    private final boolean[] objects = new boolean[MAX_DEPTH];
    private final ObjectKeys keys = new ObjectKeys();
    private byte[] bytes;
    private int first;
    private int position;
    private int limit;
    private boolean checkKeys;
    private State state;
    private int depth;
    private int start;
    private int end;
    private boolean escaped;
    private final NumberScan numbers = new NumberScan();
    private boolean decimal;

    private enum State {
        VALUE,
        FIRST_KEY,
        FIRST_ITEM,
        AFTER_VALUE
    }

    /** Stands before a record. */
    void reset(byte[] source, int offset, int length) {
        restart(source, offset, offset + length);
        checkKeys = true;
    }

    /** Stands before a part of a record that was read before, so that its keys need no second look. */
    void restart(byte[] source, int from, int to) {
        bytes = source;
        first = from;
        position = from;
        limit = to;
        checkKeys = false;
        state = State.VALUE;
        depth = 0;
        keys.clear();
    }

    /** Goes to the next token; {@link Token#END} once, behind the value. */
    Token next() {
        int next = nextByte();
        return switch (state) {
            case VALUE -> value(next);
            case FIRST_KEY -> next == '}' ? close(Token.END_OBJECT) : key(next);
            case FIRST_ITEM -> next == ']' ? close(Token.END_ARRAY) : value(next);
            case AFTER_VALUE -> afterValue(next);
        };
    }

    /** Goes behind the value that begins with the current token. */
    void skip(Token token) {
        if (token != Token.OBJECT && token != Token.ARRAY) {
            return;
        }
        int outside = depth - 1;
        while (depth > outside) {
            next();
        }
    }

    /** The bytes that the slices of tokens are in. */
    byte[] bytes() {
        return bytes;
    }

    /** Where the token begins; texts and keys behind their quote. */
    int start() {
        return start;
    }

    /** Where the token ends; texts and keys before their quote. */
    int end() {
        return end;
    }

    /** Behind the last token read. */
    int position() {
        return position;
    }

    /** True when the text or key has escapes. */
    boolean escaped() {
        return escaped;
    }

    /** True when the number has a fraction or an exponent. */
    boolean decimal() {
        return decimal;
    }

    /** The current key. */
    ObjectKeys keys() {
        return keys;
    }

    private int nextByte() {
        while (position < limit) {
            int next = bytes[position];
            if (next > ' ' || next != ' ' && next != '\n' && next != '\r' && next != '\t') {
                return next;
            }
            position++;
        }
        return -1;
    }

    private Token afterValue(int next) {
        if (depth == 0) {
            if (position < limit) {
                throw malformed("more text follows the value");
            }
            return Token.END;
        }
        boolean object = objects[depth - 1];
        if (next == ',') {
            position++;
            int following = nextByte();
            return object ? key(following) : value(following);
        }
        if (next != (object ? '}' : ']')) {
            throw malformed("a comma or the end of " + (object ? "an object" : "an array") + " is missing");
        }
        return close(object ? Token.END_OBJECT : Token.END_ARRAY);
    }

    private Token key(int next) {
        if (next != '"') {
            throw malformed("a key is missing");
        }
        string();
        keys.look(bytes, start, end, escaped);
        if (checkKeys && !keys.add()) {
            throw new RecordProblem(
                    RejectCode.DUPLICATE_FIELD,
                    "an object has the key " + Names.quoted(keys) + " twice, at byte " + (start - 1 - first));
        }
        if (nextByte() != ':') {
            throw malformed("a colon is missing");
        }
        position++;
        state = State.VALUE;
        return Token.KEY;
    }

    private Token value(int next) {
        start = position;
        switch (next) {
            case '{':
                open(true);
                return Token.OBJECT;
            case '[':
                open(false);
                return Token.ARRAY;
            case '"':
                string();
                state = State.AFTER_VALUE;
                return Token.STRING;
            case 't':
                return word("true", Token.TRUE);
            case 'f':
                return word("false", Token.FALSE);
            case 'n':
                return word("null", Token.NULL);
            default:
                return number();
        }
    }

    private void open(boolean object) {
        if (depth == MAX_DEPTH) {
            throw new RecordProblem(
                    RejectCode.TOO_DEEP,
                    "the record is nested deeper than " + MAX_DEPTH + " at byte " + (position - first));
        }
        objects[depth++] = object;
        if (object) {
            keys.open();
        }
        position++;
        state = object ? State.FIRST_KEY : State.FIRST_ITEM;
    }

    private Token close(Token token) {
        depth--;
        if (token == Token.END_OBJECT) {
            keys.close();
        }
        start = position++;
        end = position;
        state = State.AFTER_VALUE;
        return token;
    }

    private void string() {
        int at = position + 1;
        start = at;
        escaped = false;
        while (true) {
            at = TextBytes.plain(bytes, at, limit);
            if (at >= limit) {
                position = limit;
                throw malformed("a text does not end");
            }
            int next = bytes[at];
            if (next == '"') {
                end = at;
                position = at + 1;
                return;
            }
            at = next < 0 ? characters(at) : escape(next, at);
        }
    }

    private int characters(int from) {
        int at = from;
        while (at < limit && bytes[at] < 0) {
            int length = Utf8.length(bytes, at, limit);
            if (length == 0) {
                throw new RecordProblem(RejectCode.INVALID_UTF8, "a text is not UTF-8 at byte " + (at - first));
            }
            at += length;
        }
        return at;
    }

    private int escape(int next, int at) {
        if (next != '\\') {
            position = at;
            throw malformed("a text holds a control character");
        }
        escaped = true;
        int length = Escapes.length(bytes, at, limit);
        if (length == 0) {
            position = at;
            throw malformed("a text holds an unknown escape");
        }
        return at + length;
    }

    private Token word(String word, Token token) {
        for (int letter = 0; letter < word.length(); letter++) {
            if (position + letter >= limit || bytes[position + letter] != word.charAt(letter)) {
                throw malformed("a value is missing");
            }
        }
        return scalar(position + word.length(), token);
    }

    private Token number() {
        int behind = numbers.scan(bytes, position, limit);
        if (behind < 0) {
            throw malformed(numbers.problem());
        }
        decimal = numbers.decimal();
        return scalar(behind, Token.NUMBER);
    }

    private Token scalar(int behind, Token token) {
        end = behind;
        position = behind;
        state = State.AFTER_VALUE;
        return token;
    }

    private RecordProblem malformed(String what) {
        return new RecordProblem(
                RejectCode.MALFORMED_JSON, "not JSON at byte " + (position - first) + " of the record: " + what);
    }
}
