package dev.caravan.system.chroma;

import dev.caravan.model.Chunk;
import dev.caravan.model.Existing;
import dev.caravan.model.Fate;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.Unfit;
import dev.caravan.system.chroma.Sender.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The rows of one chunk on their way into their collections. Settles the chunk once every row's outcome is known. */
final class ChunkWrite {
    private static final String STAGE = "import";

    private final Chunk chunk;
    private final RecordForm form;
    private final Outcomes outcomes = new Outcomes();
    private final Map<String, List<Outgoing>> byCollection = new TreeMap<>();
    private final Map<String, LookedUp> lookedUp = new HashMap<>();

    /** Takes the rows that are pending. */
    ChunkWrite(Chunk chunk, RecordForm form) {
        this.chunk = chunk;
        this.form = form;
        RowBuffer rows = chunk.rows();
        for (int row = 0; row < rows.rows(); row++) {
            if (chunk.pending(rows.record(row))) {
                take(rows, row);
            }
        }
    }

    /** Looks which records are there already: before the write's turn, so that it need not wait for the answers. */
    void look(TargetCollections collections) {
        byCollection.forEach((name, records) -> lookedUp.put(name, collections.look(name, ids(records))));
    }

    /**
     * Writes all rows that are pending, a collection at a time.
     *
     * @param beforeWrite see {@link CollectionWrite}
     */
    void write(TargetCollections collections, Existing existing, Runnable beforeWrite) {
        byCollection.forEach((name, records) -> collections.writing(name, ids(records), open -> {
            records.removeIf(record -> !fits(record, open));
            new CollectionWrite(open, beforeWrite, existing, outcomes, this::place)
                    .write(records, Optional.ofNullable(lookedUp.get(name)));
        }));
    }

    /** True when it is of this chunk, and of this try of it. */
    boolean isOf(Chunk other) {
        return chunk == other;
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

    private String place(int row) {
        return chunk.records().place(chunk.rows().record(row));
    }

    private static Set<String> ids(List<Outgoing> records) {
        return records.stream().map(Outgoing::id).collect(Collectors.toSet());
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
