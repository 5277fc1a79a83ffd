package dev.caravan.system.chroma;

import dev.caravan.model.CellType;
import dev.caravan.model.Chunk;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowBuffers;
import dev.caravan.model.RowRecords;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the records of a collection are rows of some columns: the reverse of {@link RecordForm}. Entries of the metadata that
 * no column is named for stay together in column {@code metadata}.
 */
final class RowForm {
    static final String ID = "id";

    /** What a record usually has beside its vector and its document. */
    private static final int METADATA_BYTES = 256;

    private final List<String> columns;
    private final String idColumn;
    private final boolean several;
    private final int[] key;
    private final RowBuffers buffers = new RowBuffers();

    /**
     * A form.
     *
     * @param idColumn the column that gets the id
     * @param several whether column {@code collection} gets the collection's name
     */
    RowForm(List<String> columns, String idColumn, boolean several) {
        this.columns = List.copyOf(columns);
        this.idColumn = idColumn;
        this.several = several;
        int id = columns.indexOf(idColumn);
        this.key = several ? new int[] {columns.indexOf(RecordForm.COLLECTION), id} : new int[] {id};
    }

    /** A record's parts, whatever the metadata's keys. */
    static RowForm plain() {
        return new RowForm(
                List.of(ID, RecordForm.DOCUMENT, RecordForm.EMBEDDING, RecordForm.URI, RecordForm.METADATA), ID, false);
    }

    /** The same, but for the vector. */
    static RowForm withoutVectors() {
        return new RowForm(List.of(ID, RecordForm.DOCUMENT, RecordForm.URI, RecordForm.METADATA), ID, false);
    }

    /** What the server is asked for. */
    List<String> include() {
        return columns.contains(RecordForm.EMBEDDING) ? Server.ALL : Server.WITHOUT_VECTORS;
    }

    /** The rows of a page. */
    RowRecords records(String collection, Page page, long firstOrdinal) {
        RowBuffer rows = buffers.take(columns, page.count(), page.bytes() + page.count() * METADATA_BYTES);
        for (int index = 0; index < page.count(); index++) {
            rows.beginRow(index);
            add(rows, collection, page, index);
            rows.endRow();
        }
        return new RowRecords(collection, rows, key, firstOrdinal);
    }

    /** Takes back the rows of a chunk that nobody looks at any more. */
    void done(Chunk chunk) {
        buffers.give(chunk);
    }

    private void add(RowBuffer rows, String collection, Page page, int index) {
        Map<String, Object> left = new TreeMap<>(page.metadata(index).values());
        Map<String, Object> named = new TreeMap<>();
        for (String column : columns) {
            if (!isPart(column) && left.containsKey(column)) {
                named.put(column, left.remove(column));
            }
        }
        for (String column : columns) {
            if (column.equals(idColumn)) {
                rows.addText(page.id(index));
            } else if (several && column.equals(RecordForm.COLLECTION)) {
                rows.addText(collection);
            } else if (isPart(column)) {
                addPart(rows, column, page, index, left);
            } else {
                addValue(rows, named.get(column));
            }
        }
    }

    private boolean isPart(String column) {
        return column.equals(idColumn)
                || column.equals(RecordForm.DOCUMENT)
                || column.equals(RecordForm.EMBEDDING)
                || column.equals(RecordForm.URI)
                || column.equals(RecordForm.METADATA)
                || several && column.equals(RecordForm.COLLECTION);
    }

    private static void addPart(RowBuffer rows, String column, Page page, int index, Map<String, Object> left) {
        switch (column) {
            case RecordForm.DOCUMENT -> addValue(rows, page.document(index));
            case RecordForm.URI -> addValue(rows, page.uri(index));
            case RecordForm.METADATA -> addMetadata(rows, left);
            default -> addVector(rows, page, index);
        }
    }

    private static void addVector(RowBuffer rows, Page page, int index) {
        if (!page.hasVector(index)) {
            rows.addNull();
            return;
        }
        rows.addBytes(CellType.VECTOR, page.vectors(), page.vectorStart(index), page.vectorLength(index));
    }

    /** Adds what is left of the metadata as one JSON object; none of it is no value. */
    static void addMetadata(RowBuffer rows, Map<String, Object> left) {
        if (left.isEmpty()) {
            rows.addNull();
            return;
        }
        rows.addBytes(CellType.JSON, new Metadata(left).json());
    }

    /** Adds one entry of the metadata, or a text; null for none. */
    static void addValue(RowBuffer rows, Object value) {
        if (!rows.addPlain(value)) {
            rows.addBytes(
                    CellType.JSON, ((Metadata.Text) value).json().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }
}
