package dev.caravan.transformer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.JsonRecords;
import dev.caravan.model.Records;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import java.util.List;

/** Gives each record of a chunk as JSON, whatever the source's own form is. */
@FunctionalInterface
interface JsonSource {
    /** What a mapping adds to a record of its own: a derived id, a path. */
    int BYTES_MADE = 64;

    /**
     * Puts the cursor before a record.
     *
     * @throws RecordProblem when the record cannot be written as JSON
     */
    void read(int record, JsonCursor cursor);

    /** Sets those fields of a record that JSON has no form for; each is a {@link BytesNode}. */
    default void addBytes(int record, ObjectNode object) {}

    /** An empty buffer for the rows of a chunk's records: large enough that it hardly ever has to grow. */
    static RowBuffer rowsFor(Records records, List<String> columns) {
        int own = records instanceof JsonRecords json ? json.size() : 0;
        return new RowBuffer(columns, records.count(), own + records.count() * BYTES_MADE);
    }

    /** The records of one chunk, for one thread. */
    static JsonSource of(Records records) {
        if (records instanceof JsonRecords json) {
            return (record, cursor) -> cursor.reset(json.bytes(), json.offset(record), json.length(record));
        }
        return new RowJson((RowRecords) records);
    }
}
