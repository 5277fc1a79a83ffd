package dev.caravan.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Rows of a table as JSON objects, for people who look at a reject. Bytes, and text that is no UTF-8, stand as
 * {@code x'0a0b'}; of a long cell only the beginning is taken.
 */
final class RowText {
    private final RowRecords records;

    RowText(RowRecords records) {
        this.records = records;
    }

    RawRecord record(int index) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        long left = 0;
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            for (int column = 0; column < records.rows().columns().size(); column++) {
                json.writeFieldName(records.rows().columns().get(column));
                left += cell(json, index, column, RawRecord.CAP);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        RawRecord whole = RawRecord.of(text.toByteArray(), 0, text.size());
        return new RawRecord(whole.head(), whole.size() + left);
    }

    /** Writes one cell; answers how many of its bytes were left out. */
    private int cell(JsonGenerator json, int row, int column, int most) throws IOException {
        RowBuffer rows = records.rows();
        int over = rows.type(row, column).hasBytes() ? Math.max(0, rows.length(row, column) - most) : 0;
        switch (rows.type(row, column)) {
            case NULL -> json.writeNull();
            case BOOLEAN -> json.writeBoolean(rows.longValue(row, column) != 0);
            case INTEGER -> json.writeNumber(rows.longValue(row, column));
            case REAL -> json.writeNumber(rows.doubleValue(row, column));
            case DECIMAL -> json.writeNumber(rows.text(row, column));
            case TEXT, JSON -> json.writeString(new String(head(row, column, over), UTF_8));
            case BLOB, VECTOR, INVALID_TEXT ->
                json.writeString("x'" + HexFormat.of().formatHex(head(row, column, over)) + "'");
        }
        return over;
    }

    private byte[] head(int row, int column, int over) {
        RowBuffer rows = records.rows();
        int offset = rows.offset(row, column);
        return Arrays.copyOfRange(rows.arena(), offset, offset + rows.length(row, column) - over);
    }
}
