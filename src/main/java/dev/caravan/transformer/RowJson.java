package dev.caravan.transformer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CellType;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import dev.caravan.model.ShortestDecimal;

/**
 * Writes the rows of a table as JSON objects, so that {@code fields:} and jq work on tables too. A cell of JSON is what it
 * says; JSON that a source gives as text stays text. Bytes and vectors have no form in JSON and are handed on beside it. What
 * the source read only to tell rows apart is no field.
 */
final class RowJson implements JsonSource {
    private final RowBuffer rows;
    private final String table;
    private final int columns;
    private final ByteText json = new ByteText();

    RowJson(RowRecords records) {
        this.rows = records.rows();
        this.table = records.table();
        this.columns = records.ownColumns();
    }

    @Override
    public void read(int record, JsonCursor cursor) {
        json.clear();
        json.add('{');
        for (int column = 0; column < columns; column++) {
            if (!isBytes(rows.type(record, column))) {
                addField(record, column);
            }
        }
        json.add('}');
        cursor.reset(json.bytes(), 0, json.length());
    }

    @Override
    public void addBytes(int record, ObjectNode object) {
        for (int column = 0; column < columns; column++) {
            CellType type = rows.type(record, column);
            if (isBytes(type)) {
                object.set(rows.columns().get(column), new BytesNode(type, rows.bytes(record, column)));
            }
        }
    }

    /** True for what JSON has no form for. */
    static boolean isBytes(CellType type) {
        return type == CellType.BLOB || type == CellType.VECTOR;
    }

    private void addField(int record, int column) {
        if (json.length() > 1) {
            json.add(',');
        }
        byte[] name = rows.columns().get(column).getBytes(UTF_8);
        Escapes.encode(name, 0, name.length, json);
        json.add(':');
        switch (rows.type(record, column)) {
            case NULL -> json.add("null");
            case BOOLEAN, INTEGER, DECIMAL -> json.add(rows.text(record, column));
            case REAL -> addReal(record, column);
            case TEXT -> {
                int offset = rows.offset(record, column);
                Escapes.encode(rows.arena(), offset, offset + rows.length(record, column), json);
            }
            case JSON -> {
                int offset = rows.offset(record, column);
                json.add(rows.arena(), offset, offset + rows.length(record, column));
            }
            case BLOB, VECTOR -> throw new IllegalStateException("bytes have no form in JSON");
            case INVALID_TEXT ->
                throw new RecordProblem(
                        RejectCode.INVALID_UTF8,
                        place(column) + " holds a text of " + rows.length(record, column) + " bytes that is not UTF-8");
        }
    }

    private void addReal(int record, int column) {
        double value = rows.doubleValue(record, column);
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new RecordProblem(
                    RejectCode.INEXACT_NUMBER, place(column) + " holds an infinite number, which JSON has no form for");
        }
        json.add(value == 0 ? Double.toString(value) : ShortestDecimal.text(value));
    }

    private String place(int column) {
        return "column '" + table + "." + rows.columns().get(column) + "'";
    }
}
