package dev.caravan.system.files;

/**
 * Finds where one JSON value ends, by texts, escapes and brackets alone, in as many pieces as its bytes come in. It does not
 * care whether what lies between is JSON.
 */
final class ValueScanner {
    private static final long QUOTES = ByteWords.repeated('"');
    private static final long BACKSLASHES = ByteWords.repeated('\\');
    private static final boolean[] TURNS = table("\"[]{}");
    private static final boolean[] ENDS_SCALAR = scalarEnds();

    /** The kinds of the brackets that are open, a bit each: set for a square one. */
    private final long[] square;

    private final int knownDepth;
    private State state = State.DONE;
    private int depth;
    private int deepest;
    private boolean escaped;
    private long seen;

    private enum State {
        FIRST,
        STRUCTURE,
        TEXT,
        SCALAR,
        DONE,
        MISMATCH
    }

    /**
     * A scanner.
     *
     * @param knownDepth down to which depth brackets must match in kind; below it they are only counted
     */
    ValueScanner(int knownDepth) {
        this.knownDepth = knownDepth;
        this.square = new long[knownDepth / Long.SIZE + 1];
    }

    /** Gets ready for a value that begins with the next byte scanned. */
    void begin() {
        state = State.FIRST;
        depth = 0;
        deepest = 0;
        escaped = false;
        seen = 0;
    }

    /** Scans on; answers the index behind the value's last byte, or {@code limit} when it goes on behind it. */
    int scan(byte[] bytes, int from, int limit) {
        int at = from;
        while (at < limit && !over()) {
            at = switch (state) {
                case FIRST -> first(bytes, at);
                case STRUCTURE -> structure(bytes, at, limit);
                case TEXT -> text(bytes, at, limit);
                case SCALAR -> scalar(bytes, at, limit);
                case DONE, MISMATCH -> throw new IllegalStateException("scanned behind the value's end");
            };
        }
        return at;
    }

    /** True once the value's end is found, or can no longer be. */
    boolean over() {
        return state == State.DONE || state == State.MISMATCH;
    }

    /** True when a bracket was closed by one of the other kind: nobody can tell where the value ends. */
    boolean mismatch() {
        return state == State.MISMATCH;
    }

    /** True when the bytes end inside a text. */
    boolean inText() {
        return state == State.TEXT;
    }

    int depth() {
        return depth;
    }

    int deepest() {
        return deepest;
    }

    /** True when all bytes of the value are ASCII; may be false although they are. */
    boolean ascii() {
        return (seen & ByteWords.HIGH_BITS) == 0;
    }

    private int first(byte[] bytes, int at) {
        boolean turns = TURNS[bytes[at] & 0xFF];
        state = turns ? State.STRUCTURE : State.SCALAR;
        return at;
    }

    private int structure(byte[] bytes, int from, int limit) {
        long high = 0;
        int at = from;
        while (at < limit) {
            byte next = bytes[at++];
            high |= next;
            if (TURNS[next & 0xFF] && leavesStructure(next)) {
                break;
            }
        }
        seen |= high;
        return at;
    }

    private boolean leavesStructure(byte turn) {
        switch (turn) {
            case '"' -> state = State.TEXT;
            case '[' -> open(true);
            case '{' -> open(false);
            case ']' -> close(true);
            default -> close(false);
        }
        return state != State.STRUCTURE;
    }

    private void open(boolean isSquare) {
        if (depth < knownDepth) {
            long bit = 1L << depth;
            int word = depth >>> 6;
            square[word] = isSquare ? square[word] | bit : square[word] & ~bit;
        }
        depth++;
        deepest = Math.max(deepest, depth);
    }

    private void close(boolean isSquare) {
        depth--;
        if (depth < 0 || depth < knownDepth && isSquare != ((square[depth >>> 6] & 1L << depth) != 0)) {
            state = State.MISMATCH;
        } else if (depth == 0) {
            state = State.DONE;
        }
    }

    private int text(byte[] bytes, int from, int limit) {
        long high = 0;
        int at = from;
        while (at < limit && state == State.TEXT) {
            if (escaped) {
                escaped = false;
                high |= bytes[at++];
                continue;
            }
            while (at + Long.BYTES <= limit) {
                long word = ByteWords.word(bytes, at);
                long marks = ByteWords.matches(word, QUOTES) | ByteWords.matches(word, BACKSLASHES);
                high |= word;
                if (marks != 0) {
                    at += ByteWords.first(marks);
                    break;
                }
                at += Long.BYTES;
            }
            high |= at < limit ? textByte(bytes[at++]) : 0;
        }
        seen |= high;
        return at;
    }

    private byte textByte(byte next) {
        if (next == '\\') {
            escaped = true;
        } else if (next == '"') {
            state = depth == 0 ? State.DONE : State.STRUCTURE;
        }
        return next;
    }

    private int scalar(byte[] bytes, int from, int limit) {
        for (int at = from; at < limit; at++) {
            if (ENDS_SCALAR[bytes[at] & 0xFF]) {
                state = State.DONE;
                return at;
            }
            seen |= bytes[at];
        }
        return limit;
    }

    private static boolean[] table(String characters) {
        boolean[] table = new boolean[256];
        characters.chars().forEach(character -> table[character] = true);
        return table;
    }

    private static boolean[] scalarEnds() {
        boolean[] table = table("\"[]{},:");
        for (int control = 0; control <= ' '; control++) {
            table[control] = true;
        }
        return table;
    }
}
