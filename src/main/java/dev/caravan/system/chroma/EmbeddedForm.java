package dev.caravan.system.chroma;

import dev.caravan.model.CellType;
import dev.caravan.model.EmbeddingSum;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.Unfit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows whose vectors were computed from texts, as they come back: the server's vector counts as the row's own when it has the
 * sum that is kept beside it and, where the row's own was computed again, points the same way. Any other vector, and none, is
 * expected as nothing there can be, so that the row is found different.
 */
final class EmbeddedForm {
    /** The cosine that two computations of one text must have; processors of another kind differ by 1e-6 at the most. */
    private static final double SAME_WAY = 0.9999;

    private static final byte[] NONE = new byte[Float.BYTES];

    private final Server server;
    private final CollectionNames names;
    private final String idColumn;
    private final Map<String, Collection> collections = new HashMap<>();

    EmbeddedForm(Server server, CollectionNames names, String idColumn) {
        this.server = server;
        this.names = names;
        this.idColumn = idColumn;
    }

    /** True for rows that tell where their vectors come from. */
    static boolean isNeeded(RowBuffer rows) {
        return rows.columns().contains(EmbeddingSum.FROM) && rows.columns().contains(EmbeddingSum.COLUMN);
    }

    /** The same rows, each with the vector and sum to expect. */
    RowBuffer of(RowBuffer rows) {
        RecordForm form = new RecordForm(rows.columns(), names, idColumn);
        Map<String, Map<String, Integer>> wanted = new TreeMap<>();
        for (int row = 0; row < rows.rows(); row++) {
            try {
                wanted.computeIfAbsent(form.collection(rows, row), name -> new HashMap<>())
                        .putIfAbsent(form.id(rows, row), row);
            } catch (Unfit unfit) {
                // The import refused it too: nothing like it is in the target
                continue;
            }
        }
        Map<String, Found> found = new HashMap<>();
        wanted.forEach((name, ids) -> look(name, new ArrayList<>(ids.keySet()), found));
        return filled(rows, form, found);
    }

    private RowBuffer filled(RowBuffer rows, RecordForm form, Map<String, Found> found) {
        int embedding = rows.indexOf(RecordForm.EMBEDDING);
        int sum = rows.indexOf(EmbeddingSum.COLUMN);
        RowBuffer filled = new RowBuffer(rows.columns(), rows.rows());
        for (int row = 0; row < rows.rows(); row++) {
            Found theirs = found.get(name(form, rows, row));
            boolean fits = theirs != null && theirs.fits() && isNear(rows, row, embedding, theirs.vector());
            filled.beginRow(rows.record(row));
            for (int column = 0; column < rows.columns().size(); column++) {
                if (column == embedding && (fits || rows.isNull(row, column))) {
                    addVector(filled, fits ? theirs.vector() : new Vector(NONE, 0, NONE.length));
                } else if (column == sum && fits) {
                    filled.addDouble(theirs.sum());
                } else {
                    filled.addCopy(rows, row, column);
                }
            }
            filled.endRow();
        }
        return filled;
    }

    private static void addVector(RowBuffer into, Vector vector) {
        into.addBytes(CellType.VECTOR, vector.bytes(), vector.start(), vector.length());
    }

    private static boolean isNear(RowBuffer rows, int row, int embedding, Vector theirs) {
        if (rows.isNull(row, embedding)) {
            return true;
        }
        Vector own = new Vector(rows.arena(), rows.offset(row, embedding), rows.length(row, embedding));
        return own.dimension() == theirs.dimension() && own.cosine(theirs) >= SAME_WAY;
    }

    private void look(String name, List<String> ids, Map<String, Found> found) {
        Collection collection =
                collections.computeIfAbsent(name, key -> server.find(key).orElse(null));
        if (collection == null) {
            return;
        }
        int most = Math.min(PageSize.MOST_BY_ID, PageSize.of(collection.dimension()));
        for (int from = 0; from < ids.size(); from += most) {
            Page page = read(collection, ids.subList(from, Math.min(ids.size(), from + most)));
            for (int index = 0; index < page.count(); index++) {
                Object sum = page.metadata(index).values().get(EmbeddingSum.COLUMN);
                if (page.hasVector(index) && sum instanceof Number number) {
                    Vector vector = new Vector(page.vectors(), page.vectorStart(index), page.vectorLength(index));
                    found.put(
                            name + "/" + page.id(index), new Found(vector, number.doubleValue(), collection.rounds()));
                }
            }
        }
    }

    private Page read(Collection collection, List<String> ids) {
        try {
            return server.records(collection, ids, List.of("embeddings", "metadatas"));
        } catch (Refused refused) {
            throw server.http().error("collection '" + collection.name() + "' could not be read", refused);
        }
    }

    private static String name(RecordForm form, RowBuffer rows, int row) {
        try {
            return form.collection(rows, row) + "/" + form.id(rows, row);
        } catch (Unfit unfit) {
            return "";
        }
    }

    /** What the server has of a record. */
    private record Found(Vector vector, double sum, boolean rounded) {
        boolean fits() {
            return EmbeddingSum.fits(sum, vector.bytes(), vector.start(), vector.length(), rounded);
        }
    }
}
