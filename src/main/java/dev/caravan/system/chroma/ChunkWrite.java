package dev.caravan.system.chroma;

import dev.caravan.model.Chunk;
import dev.caravan.model.Existing;
import dev.caravan.model.Fate;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.system.chroma.Sender.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The rows of one chunk on their way into their collections. Settles the chunk once every row's outcome is known. */
final class ChunkWrite {
    private static final String STAGE = "import";

    private final Chunk chunk;
    private final RecordForm form;
    private final Outcomes outcomes = new Outcomes();
    private final Map<String, List<Outgoing>> byCollection = new TreeMap<>();

    ChunkWrite(Chunk chunk, RecordForm form) {
        this.chunk = chunk;
        this.form = form;
    }

    /** Writes all rows that are pending, a collection at a time. */
    void write(TargetCollections collections, Existing existing) {
        RowBuffer rows = chunk.rows();
        for (int row = 0; row < rows.rows(); row++) {
            if (chunk.pending(rows.record(row))) {
                take(rows, row);
            }
        }
        byCollection.forEach((name, records) -> collections.locked(name, open -> {
            records.removeIf(record -> !fits(record, open));
            new CollectionWrite(open.server(), open.collection(), open.sender(), existing, outcomes).write(records);
        }));
    }

    /** The collections that its rows go to. */
    Set<String> collections() {
        return byCollection.keySet();
    }

    /** Gives every pending record its fate. */
    void settle() {
        RowBuffer rows = chunk.rows();
        for (int row = 0; row < rows.rows(); row++) {
            if (chunk.pending(rows.record(row))) {
                settle(rows.record(row), row);
            }
        }
    }

    private void take(RowBuffer rows, int row) {
        try {
            Outgoing record = form.read(rows, row);
            byCollection
                    .computeIfAbsent(record.collection(), name -> new ArrayList<>())
                    .add(record);
        } catch (Unfit unfit) {
            outcomes.refuse(row, unfit.code(), unfit.getMessage());
        }
    }

    private boolean fits(Outgoing record, TargetCollections.Open open) {
        int wanted = open.dimension(record.vector().dimension());
        if (wanted == record.vector().dimension()) {
            return true;
        }
        outcomes.refuse(
                record.row(),
                RejectCode.DIMENSION_MISMATCH,
                "collection '" + record.collection() + "' has embeddings of " + wanted + " numbers, here are "
                        + record.vector().dimension());
        return false;
    }

    private void settle(int record, int row) {
        Refusal refusal = outcomes.refused(row);
        if (refusal != null) {
            chunk.reject(record, refusal.code().code(), STAGE, refusal.reason());
        } else if (outcomes.kept(row) != null) {
            chunk.keep(record, outcomes.kept(row));
        } else if (outcomes.isEqual(row)) {
            chunk.settle(record, Fate.SKIPPED);
        } else if (outcomes.isWritten(row)) {
            chunk.settle(record, Fate.IMPORTED);
        } else {
            throw new IllegalStateException("row " + row + " of " + chunk + " has no outcome");
        }
    }
}
