package dev.caravan.transformer;

import dev.caravan.model.JsonRecords;
import dev.caravan.model.NumberLiteral;
import dev.caravan.model.Records;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;

/** The record, or child, at hand, and what is used again from record to record. Made for one chunk and one thread. */
final class RecordState {
    private final Records records;
    private final String path;
    private final DerivedIds ids;
    private final TextView text = new TextView();
    private final ByteText json = new ByteText();
    private final CompactJson compact = new CompactJson();
    private final NumberLiteral number = new NumberLiteral();
    private Slice[] slices;
    private int record;
    private String key;
    private String childTable;
    private long childNumber;

    RecordState(MappingContext context, Records records) {
        this.records = records;
        this.path = pathOf(records);
        this.ids = new DerivedIds(context.namespace(), context.pipeline());
    }

    /** Turns to a record. */
    void atRecord(int index, Slice[] found) {
        record = index;
        slices = found;
        key = null;
        childTable = null;
    }

    /** Turns to a child of the same record. */
    void atChild(String table, long childsNumber, Slice[] found) {
        slices = found;
        childTable = table;
        childNumber = childsNumber;
    }

    Slice slice(int index) {
        return slices[index];
    }

    /** The derived id of what is at hand, as 32 hexadecimal digits. */
    byte[] derivedId() {
        return childTable == null ? ids.ofRecord(key()) : ids.ofChild(childTable, key(), childNumber);
    }

    /** The source's key of the record. */
    String key() {
        if (key == null) {
            key = records.key(record);
        }
        return key;
    }

    /** The file's path, or the table. */
    String sourcePath() {
        return path;
    }

    /** The file's name, or the table. */
    String sourceName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    long sourceNumber() {
        return records.ordinal(record);
    }

    /**
     * The column of this name that holds bytes or a vector in the record at hand, or -1. A child has none.
     */
    int bytesColumn(String name) {
        if (childTable != null || !(records instanceof RowRecords rows)) {
            return -1;
        }
        int column = rows.rows().indexOf(name);
        boolean own = column >= 0 && column < rows.ownColumns();
        return own && RowJson.isBytes(rows.rows().type(record, column)) ? column : -1;
    }

    /** Adds a copy of a column that {@link #bytesColumn} gave. */
    void addBytes(int column, CellFit fit, RowBuffer into) {
        fit.addCell(into, ((RowRecords) records).rows(), record, column);
    }

    TextView text() {
        return text;
    }

    NumberLiteral number() {
        return number;
    }

    /** Room for a JSON text, empty. */
    ByteText json() {
        json.clear();
        return json;
    }

    CompactJson compact() {
        return compact;
    }

    private static String pathOf(Records records) {
        if (records instanceof JsonRecords files) {
            return files.path();
        }
        return ((RowRecords) records).table();
    }
}
