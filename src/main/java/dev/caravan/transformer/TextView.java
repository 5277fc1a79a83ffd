package dev.caravan.transformer;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A text as UTF-8, wherever it lies: in the record itself, or resolved from its escapes. One a thread. */
final class TextView {
    private final ByteText resolved = new ByteText();
    private byte[] bytes;
    private int start;
    private int end;

    /**
     * Looks at the text of a slice, or at the literal of a number or boolean.
     *
     * @throws RecordProblem when an escape stands for what no text holds
     */
    TextView of(Slice slice) {
        if (slice.token() == Token.STRING && slice.escaped()) {
            resolved.clear();
            Escapes.decode(slice.bytes(), slice.start(), slice.end(), resolved);
            return of(resolved.bytes(), 0, resolved.length());
        }
        return of(slice.bytes(), slice.start(), slice.end());
    }

    TextView of(byte[] source, int from, int to) {
        bytes = source;
        start = from;
        end = to;
        return this;
    }

    /** Leaves the first {@code points} code points. */
    void cut(int points) {
        end = Utf8.cut(bytes, start, end, points);
    }

    byte[] bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    @Override
    public String toString() {
        return new String(bytes, start, end - start, UTF_8);
    }
}
