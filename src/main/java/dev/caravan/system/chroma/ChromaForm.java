package dev.caravan.system.chroma;

import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.Unfit;
import dev.caravan.spi.StoredForm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How rows come back from collections: the id as text, metadata with sorted keys, and floats as an index for cosine has
 * rounded them. How it rounds depends on the server's processor: so the vectors that it has are looked up, and one that is as
 * near as rounding brings it counts as the row's own. A column {@code metadata} is added where there is none: entries that no
 * column is named for would go unnoticed.
 */
final class ChromaForm implements StoredForm {
    private final Server server;
    private final CollectionNames names;
    private final String idColumn;
    private final Map<String, Collection> collections = new HashMap<>();

    ChromaForm(Server server, CollectionNames names, String idColumn) {
        this.server = server;
        this.names = names;
        this.idColumn = idColumn;
    }

    @Override
    public RowBuffer of(RowBuffer given) {
        RowBuffer rows = EmbeddedForm.isNeeded(given) ? new EmbeddedForm(server, names, idColumn).of(given) : given;
        List<String> columns = new ArrayList<>(rows.columns());
        if (!columns.contains(RecordForm.METADATA)) {
            columns.add(RecordForm.METADATA);
        }
        RecordForm form = new RecordForm(rows.columns(), names, idColumn);
        Map<Integer, Outgoing> records = records(rows, form);
        Map<Integer, Vector> vectors = stored(records);
        RowBuffer stored = new RowBuffer(columns, rows.rows());
        for (int row = 0; row < rows.rows(); row++) {
            stored.beginRow(rows.record(row));
            Outgoing record = records.get(row);
            for (int column = 0; column < columns.size(); column++) {
                if (record == null) {
                    addCopy(stored, rows, row, column);
                } else {
                    add(stored, rows, column, columns.get(column), record, vectors.get(row));
                }
            }
            stored.endRow();
        }
        return stored;
    }

    @Override
    public void close() {
        server.close();
    }

    private static Map<Integer, Outgoing> records(RowBuffer rows, RecordForm form) {
        Map<Integer, Outgoing> records = new TreeMap<>();
        for (int row = 0; row < rows.rows(); row++) {
            try {
                records.put(row, form.read(rows, row));
            } catch (Unfit unfit) {
                // The import refused it too: nothing like it is in the target
                continue;
            }
        }
        return records;
    }

    private void add(RowBuffer into, RowBuffer rows, int column, String name, Outgoing record, Vector vector) {
        if (name.equals(idColumn)) {
            into.addText(record.id());
        } else if (name.equals(RecordForm.EMBEDDING)) {
            into.addBytes(CellType.VECTOR, vector.bytes(), vector.start(), vector.length());
        } else if (name.equals(RecordForm.METADATA)) {
            Map<String, Object> left = new TreeMap<>(record.metadata().values());
            rows.columns().forEach(left::remove);
            RowForm.addMetadata(into, left);
        } else {
            addCopy(into, rows, record.row(), column);
        }
    }

    private static void addCopy(RowBuffer into, RowBuffer rows, int row, int column) {
        if (column < rows.columns().size()) {
            into.addCopy(rows, row, column);
        } else {
            into.addNull();
        }
    }

    /** For each row the vector to expect: the server's where it is the row's own but for rounding. */
    private Map<Integer, Vector> stored(Map<Integer, Outgoing> records) {
        Map<Integer, Vector> vectors = new HashMap<>();
        Map<String, List<Outgoing>> rounded = new TreeMap<>();
        records.forEach((row, record) -> {
            vectors.put(row, record.vector());
            if (rounds(record.collection())) {
                rounded.computeIfAbsent(record.collection(), name -> new ArrayList<>())
                        .add(record);
            }
        });
        rounded.forEach((name, some) -> {
            int most = Math.min(
                    PageSize.MOST_BY_ID, PageSize.of(collections.get(name).dimension()));
            for (int from = 0; from < some.size(); from += most) {
                look(collections.get(name), some.subList(from, Math.min(some.size(), from + most)), vectors);
            }
        });
        return vectors;
    }

    private void look(Collection collection, List<Outgoing> records, Map<Integer, Vector> vectors) {
        Page page;
        try {
            page = server.records(collection, records.stream().map(Outgoing::id).toList(), List.of("embeddings"));
        } catch (Refused refused) {
            throw server.http().error("collection '" + collection.name() + "' could not be read", refused);
        }
        Map<String, Vector> found = new HashMap<>();
        for (int index = 0; index < page.count(); index++) {
            if (page.hasVector(index)) {
                found.put(
                        page.id(index), new Vector(page.vectors(), page.vectorStart(index), page.vectorLength(index)));
            }
        }
        for (Outgoing record : records) {
            Vector theirs = found.get(record.id());
            if (theirs != null && record.vector().isStoredAs(theirs, true)) {
                vectors.put(record.row(), theirs);
            }
        }
    }

    private boolean rounds(String name) {
        if (!collections.containsKey(name)) {
            server.find(name).ifPresent(found -> collections.put(name, found));
        }
        return collections.containsKey(name) && collections.get(name).rounds();
    }
}
