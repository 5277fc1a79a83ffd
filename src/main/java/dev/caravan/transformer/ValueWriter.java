package dev.caravan.transformer;

import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.Transform.As;

/** Writes a value that was found in a record, in the form that the column asks for. */
final class ValueWriter {
    private final CellFit fit;
    private final As as;
    private final TextMap map;
    private final int cut;

    /**
     * A writer.
     *
     * @param map null when texts stay as they are
     * @param cut the largest number of code points, or -1
     */
    ValueWriter(CellFit fit, As as, TextMap map, int cut) {
        this.fit = fit;
        this.as = as;
        this.map = map;
        this.cut = cut;
    }

    /** Adds one cell; or none, and answers false, when the map does not have the text. */
    boolean write(RecordState state, Slice slice, RowBuffer rows) {
        switch (as) {
            case JSON, JSON_ARRAY -> writeJson(state, slice, rows);
            case VALUE, TEXT, UUID -> {
                return writeScalar(state, slice, rows);
            }
        }
        return true;
    }

    private boolean writeScalar(RecordState state, Slice slice, RowBuffer rows) {
        switch (slice.token()) {
            case STRING -> {
                return writeText(state.text().of(slice), rows);
            }
            case NUMBER, TRUE, FALSE -> {
                if (as == As.TEXT) {
                    return writeText(state.text().of(slice), rows);
                }
                writeNumberOrBoolean(state, slice, rows);
                return true;
            }
            default -> throw fit.unfit(slice.words(), "only 'as: json' writes objects and arrays");
        }
    }

    private void writeNumberOrBoolean(RecordState state, Slice slice, RowBuffer rows) {
        if (map != null || cut >= 0) {
            throw fit.unfit(slice.words(), (map != null ? "a map" : "cut") + " is for text");
        }
        if (slice.token() != Token.NUMBER) {
            fit.addBoolean(rows, slice.token() == Token.TRUE);
            return;
        }
        state.number().read(slice.bytes(), slice.start(), slice.end(), slice.decimal());
        fit.addNumber(rows, state.number(), slice.bytes(), slice.start(), slice.end());
    }

    private boolean writeText(TextView text, RowBuffer rows) {
        if (map != null) {
            byte[] mapped = map.get(text);
            if (mapped == null) {
                return false;
            }
            text.of(mapped, 0, mapped.length);
        }
        if (cut >= 0) {
            text.cut(cut);
        }
        fit.addText(rows, CellType.TEXT, text.bytes(), text.start(), text.end());
        return true;
    }

    private void writeJson(RecordState state, Slice slice, RowBuffer rows) {
        boolean wrap = as == As.JSON_ARRAY && slice.token() != Token.ARRAY;
        if (wrap && slice.token() == Token.OBJECT) {
            throw fit.unfit(slice.words(), "'as: json-array' is for arrays and single values");
        }
        ByteText json = state.json();
        if (wrap) {
            json.add('[');
        }
        int quote = slice.token() == Token.STRING ? 1 : 0;
        state.compact().write(slice.bytes(), slice.start() - quote, slice.end() + quote, json);
        if (wrap) {
            json.add(']');
        }
        fit.addText(rows, CellType.JSON, json.bytes(), 0, json.length());
    }
}
