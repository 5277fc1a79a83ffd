package dev.caravan.transformer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import dev.caravan.model.ShortestDecimal;

/**
 * Writes the rows of a table as JSON objects, so that {@code fields:} and jq work on tables too. JSON text stays text. What
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
            addField(record, column);
        }
        json.add('}');
        cursor.reset(json.bytes(), 0, json.length());
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
            case TEXT, JSON -> {
                int offset = rows.offset(record, column);
                Escapes.encode(rows.arena(), offset, offset + rows.length(record, column), json);
            }
            case BLOB ->
                throw new RecordProblem(
                        RejectCode.BAD_TYPE,
                        place(column) + " holds bytes, which JSON has no form for; copy the table");
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
