package dev.caravan.transformer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.JsonRecords;
import dev.caravan.model.Records;
import dev.caravan.model.RowRecords;

/** Gives each record of a chunk as JSON, whatever the source's own form is. */
@FunctionalInterface
interface JsonSource {
    /**
     * Puts the cursor before a record.
     *
     * @throws RecordProblem when the record cannot be written as JSON
     */
    void read(int record, JsonCursor cursor);

    /** Sets those fields of a record that JSON has no form for; each is a {@link BytesNode}. */
    default void addBytes(int record, ObjectNode object) {}

    /** The records of one chunk, for one thread. */
    static JsonSource of(Records records) {
        if (records instanceof JsonRecords json) {
            return (record, cursor) -> cursor.reset(json.bytes(), json.offset(record), json.length(record));
        }
        return new RowJson((RowRecords) records);
    }
}
