package dev.caravan.system.files;

import dev.caravan.model.RejectCode;
import java.io.IOException;

/**
 * Cuts the bytes of one file into records, without parsing them. Whatever can be told apart from its neighbours is a record,
 * also one that is not JSON or not an object: the mapping rejects it alone. Rejected here is only what cannot be handed on
 * (too large, too deep, not UTF-8); and where it can no longer be told where a record ends, one {@code broken_file} takes the
 * place of all the rest. Lines can always be told.
 */
final class RecordFramer {
    private final Window window;
    private final Limits limits;
    private final Intake intake;
    private final ValueScanner values;
    private final LineScanner lines = new LineScanner();
    private Framing framing;

    /**
     * A framer that goes on at the window's position.
     *
     * @param framing {@link Framing#START} to find out by the first bytes
     */
    RecordFramer(Window window, Framing framing, Limits limits) {
        this.window = window;
        this.framing = framing;
        this.limits = limits;
        this.intake = new Intake(window, limits);
        this.values = new ValueScanner(limits.depth());
    }

    /** Reads until {@code batch} is full or nothing follows. */
    void read(Batch batch) throws IOException {
        while (framing != Framing.END && !batch.full()) {
            switch (framing) {
                case START -> begin(batch);
                case ARRAY -> afterElement(batch);
                case OBJECTS -> afterObject(batch);
                case LINES -> line(batch);
                case END -> throw new IllegalStateException("read behind the end");
            }
        }
    }

    /** Where the next read goes on. */
    FilePosition position() {
        return new FilePosition(framing, window.offset());
    }

    private void begin(Batch batch) throws IOException {
        window.skipByteOrderMark();
        switch (window.skipBlanks()) {
            case '[' -> firstElement(batch);
            case '{' -> firstObject(batch);
            case -1 -> end(batch, window.offset(), Breakage.empty(window));
            default -> loneScalar(batch);
        }
    }

    /** A text, number or word that is all of the file is JSON, though no object: the mapping rejects it alone. */
    private void loneScalar(Batch batch) throws IOException {
        int first = window.peek();
        long start = window.offset();
        window.keep();
        values.begin();
        while (!values.over() && (!window.atLimit() || window.fill())) {
            window.moveTo(values.scan(window.bytes(), window.position(), window.limit()));
        }
        int length = (int) (window.offset() - start);
        boolean alone = !values.inText() && window.skipBlanks() == -1 && window.damage() == null;
        int begin = window.keptFrom();
        boolean scalar = window.keeping() ? LoneScalar.isOne(window.bytes(), begin, begin + length) : first == '"';
        if (!alone || !scalar) {
            window.letGo();
            end(batch, start, Breakage.unexpected(first, "'[' or '{'"));
            return;
        }
        intake.take(batch, start, begin + length, values.ascii(), 0);
        framing = Framing.END;
    }

    private void firstElement(Batch batch) throws IOException {
        framing = Framing.ARRAY;
        window.advance();
        if (window.skipBlanks() == ']') {
            endArray(batch);
            return;
        }
        element(batch);
    }

    private void afterElement(Batch batch) throws IOException {
        switch (window.skipBlanks()) {
            case ',' -> {
                window.advance();
                window.skipBlanks();
                element(batch);
            }
            case ']' -> endArray(batch);
            default -> unexpected(batch, "',' or ']'");
        }
    }

    private void element(Batch batch) throws IOException {
        int first = window.peek();
        if (first <= ' ' || first == ',' || first == ':' || first == ']' || first == '}') {
            unexpected(batch, "an element");
            return;
        }
        valueRecord(batch);
    }

    private void endArray(Batch batch) throws IOException {
        window.advance();
        if (window.skipBlanks() != -1 || window.damage() != null) {
            unexpected(batch, "nothing, the array being closed,");
            return;
        }
        framing = Framing.END;
    }

    /** Only what follows the first object tells whether it is alone, the first line of many, or one of several. */
    private void firstObject(Batch batch) throws IOException {
        framing = Framing.OBJECTS;
        long start = window.offset();
        if (!value(batch)) {
            return;
        }
        boolean oneLine = window.keeping() && !lines.anyFeed(window.bytes(), window.keptFrom(), window.position());
        take(batch, start);
        if (oneLine && window.skipLineEnd()) {
            framing = Framing.LINES;
        }
    }

    private void afterObject(Batch batch) throws IOException {
        int next = window.skipBlanks();
        if (next == '{') {
            valueRecord(batch);
            return;
        }
        if (next != -1 || window.damage() != null) {
            unexpected(batch, "another object or the end");
            return;
        }
        framing = Framing.END;
    }

    private void valueRecord(Batch batch) throws IOException {
        long start = window.offset();
        if (value(batch)) {
            take(batch, start);
        }
    }

    /** Moves behind the value that begins here; false when its end cannot be told. */
    private boolean value(Batch batch) throws IOException {
        long start = window.offset();
        window.keep();
        values.begin();
        while (!values.over()) {
            if (window.atLimit() && !window.fill()) {
                end(batch, start, Breakage.unended(window, values));
                return false;
            }
            window.moveTo(values.scan(window.bytes(), window.position(), window.limit()));
        }
        if (values.mismatch()) {
            end(batch, start, Breakage.mismatch(window.offset() - 1));
            return false;
        }
        return true;
    }

    private void take(Batch batch, long start) {
        intake.take(batch, start, window.position(), values.ascii(), values.deepest());
    }

    private void line(Batch batch) throws IOException {
        window.skipByteOrderMark();
        long start = window.offset();
        window.keep();
        lines.begin();
        while (!lines.over() && (!window.atLimit() || window.fill())) {
            window.moveTo(lines.scan(window.bytes(), window.position(), window.limit()));
        }
        if (!lines.over() && window.damage() != null) {
            end(batch, start, Breakage.damage(window));
            return;
        }
        if (!lines.over() && window.offset() == start) {
            endLines(batch);
            return;
        }
        takeLine(batch, start);
    }

    private void endLines(Batch batch) {
        if (batch.nextOrdinal() == 0) {
            end(batch, window.offset(), Breakage.empty(window));
            return;
        }
        framing = Framing.END;
    }

    /** Takes a line without the blanks around it; nothing of a blank one. */
    private void takeLine(Batch batch, long start) {
        int end = window.position();
        if (!window.keeping()) {
            intake.take(batch, start, end, true, 0);
            return;
        }
        int lineStart = window.keptFrom();
        end = window.trimKept(end);
        if (window.keptFrom() == end) {
            window.letGo();
            return;
        }
        int deepest = end - window.keptFrom() > limits.depth() ? depth(end) : 0;
        intake.take(batch, start + window.keptFrom() - lineStart, end, lines.ascii(), deepest);
    }

    private int depth(int end) {
        values.begin();
        values.scan(window.bytes(), window.keptFrom(), end);
        return values.deepest();
    }

    private void unexpected(Batch batch, String expected) throws IOException {
        end(batch, window.offset(), Breakage.unexpected(window, expected));
    }

    private void end(Batch batch, long place, String reason) {
        batch.reject(place, RejectCode.BROKEN_FILE, reason);
        framing = Framing.END;
    }
}
