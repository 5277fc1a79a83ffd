package dev.caravan.system.chroma;

import dev.caravan.model.CellType;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.Unfit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the columns of rows are the parts of a collection's records: the key is the id; {@code document}, {@code embedding},
 * {@code uri} are what they are called; {@code metadata} is an object with any entries; each other column is an entry of the
 * metadata of its own, left out where it has no value.
 */
final class RecordForm {
    static final String DOCUMENT = "document";
    static final String EMBEDDING = "embedding";
    static final String URI = "uri";
    static final String METADATA = "metadata";
    /** Says to which of several collections a row goes. */
    static final String COLLECTION = "collection";

    private static final String RESERVED = "chroma:";

    private final CollectionNames names;
    private final int id;
    private final int collection;
    private final int document;
    private final int embedding;
    private final int uri;
    private final int metadata;
    private final List<Integer> named = new ArrayList<>();
    private final List<String> columns;

    /**
     * The form of rows with these columns.
     *
     * @param idColumn the column that holds the id
     */
    RecordForm(List<String> columns, CollectionNames names, String idColumn) {
        this.columns = List.copyOf(columns);
        this.names = names;
        this.id = columns.indexOf(idColumn);
        this.collection = names.several() ? columns.indexOf(COLLECTION) : -1;
        this.document = columns.indexOf(DOCUMENT);
        this.embedding = columns.indexOf(EMBEDDING);
        this.uri = columns.indexOf(URI);
        this.metadata = columns.indexOf(METADATA);
        List<Integer> special = List.of(id, collection, document, embedding, uri, metadata);
        for (int column = 0; column < columns.size(); column++) {
            if (!special.contains(column)) {
                named.add(column);
            }
        }
    }

    /** The columns that are entries of the metadata. */
    List<String> named() {
        return named.stream().map(columns::get).toList();
    }

    /** The record that a row is. */
    Outgoing read(RowBuffer rows, int row) throws Unfit {
        return new Outgoing(
                row,
                collection(rows, row),
                id(rows, row),
                vector(rows, row),
                text(rows, row, document),
                text(rows, row, uri),
                metadata(rows, row));
    }

    /** The collection that a row goes to. */
    String collection(RowBuffer rows, int row) throws Unfit {
        if (!names.several()) {
            return names.only();
        }
        String name = collection < 0 ? null : text(rows, row, collection);
        if (name == null) {
            throw new Unfit(RejectCode.MISSING_FIELD, "column 'collection' must say where the record goes");
        }
        if (!names.has(name)) {
            throw new Unfit(
                    RejectCode.NOT_ALLOWED,
                    "column 'collection' names none of " + String.join(", ", names.all()) + ", but a text of "
                            + name.length() + " characters");
        }
        return name;
    }

    /** The id of the record that a row is; a whole number is its decimal text. */
    String id(RowBuffer rows, int row) throws Unfit {
        if (id < 0 || rows.isNull(row, id)) {
            throw new Unfit(RejectCode.MISSING_FIELD, "the record has no id");
        }
        if (rows.type(row, id) == CellType.INTEGER) {
            return rows.text(row, id);
        }
        String text = text(rows, row, id);
        if (text.isEmpty()) {
            throw new Unfit(RejectCode.MISSING_FIELD, "the record's id is empty");
        }
        return text;
    }

    private Vector vector(RowBuffer rows, int row) throws Unfit {
        if (embedding < 0 || rows.isNull(row, embedding)) {
            throw new Unfit(RejectCode.MISSING_EMBEDDING, "the record has no embedding");
        }
        Vector vector =
                switch (rows.type(row, embedding)) {
                    case VECTOR, BLOB ->
                        new Vector(rows.arena(), rows.offset(row, embedding), rows.length(row, embedding));
                    case JSON, TEXT -> JsonVector.read(rows.bytes(row, embedding));
                    default -> throw bad(rows, row, embedding, "a vector");
                };
        if (vector.length() == 0 || vector.length() % Float.BYTES != 0) {
            throw bad(rows, row, embedding, "a vector of 32-bit numbers");
        }
        if (!vector.isFinite()) {
            throw new Unfit(
                    RejectCode.NAN_EMBEDDING,
                    "the embedding has a number that is not finite as a 32-bit one; the server could not give it back");
        }
        return vector;
    }

    private String text(RowBuffer rows, int row, int column) throws Unfit {
        if (column < 0 || rows.isNull(row, column)) {
            return null;
        }
        return switch (rows.type(row, column)) {
            case TEXT, JSON -> rows.text(row, column);
            case INVALID_TEXT -> throw invalid(rows, row, column);
            default -> throw bad(rows, row, column, "text");
        };
    }

    private Metadata metadata(RowBuffer rows, int row) throws Unfit {
        Map<String, Object> values = new TreeMap<>();
        if (metadata >= 0 && !rows.isNull(row, metadata)) {
            switch (rows.type(row, metadata)) {
                case JSON, TEXT -> JsonMetadata.read(rows.bytes(row, metadata), values);
                case INVALID_TEXT -> throw invalid(rows, row, metadata);
                default -> throw bad(rows, row, metadata, "a JSON object");
            }
        }
        for (int column : named) {
            if (!rows.isNull(row, column) && values.put(columns.get(column), value(rows, row, column)) != null) {
                throw new Unfit(
                        RejectCode.DUPLICATE_FIELD,
                        "column '" + columns.get(column) + "' is also an entry of column 'metadata'");
            }
        }
        for (String name : values.keySet()) {
            if (name.startsWith(RESERVED)) {
                throw new Unfit(
                        RejectCode.NOT_ALLOWED,
                        "metadata keys that begin with '" + RESERVED + "' are the server's own: it would drop them");
            }
        }
        return new Metadata(values);
    }

    private Object value(RowBuffer rows, int row, int column) throws Unfit {
        return switch (rows.type(row, column)) {
            case TEXT -> rows.text(row, column);
            case BOOLEAN -> rows.longValue(row, column) != 0;
            case INTEGER -> rows.longValue(row, column);
            case REAL -> MetadataNumber.real(rows.doubleValue(row, column), columns.get(column));
            case DECIMAL -> MetadataNumber.of(rows.bytes(row, column), columns.get(column));
            case INVALID_TEXT -> throw invalid(rows, row, column);
            case NULL, JSON, BLOB, VECTOR -> throw bad(rows, row, column, "text, numbers and booleans");
        };
    }

    private Unfit invalid(RowBuffer rows, int row, int column) {
        return new Unfit(
                RejectCode.INVALID_UTF8,
                "column '" + columns.get(column) + "' holds " + rows.length(row, column) + " bytes that are not UTF-8");
    }

    private Unfit bad(RowBuffer rows, int row, int column, String wanted) {
        CellType type = rows.type(row, column);
        String seen = type.hasBytes() ? type + " of " + rows.length(row, column) + " bytes" : type.toString();
        return new Unfit(
                RejectCode.BAD_TYPE,
                "column '" + columns.get(column) + "' takes " + wanted + " there, here is " + seen);
    }
}
