package dev.caravan.verifier;

import dev.caravan.model.ChildRows;
import dev.caravan.model.Chunk;
import dev.caravan.model.Reject;
import dev.caravan.model.RejectCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives the records of a chunk the fates that the import gave them in the first run, and remembers why. */
final class ImportFates {
    private static final String IMPORT = "import";

    private final Chunk chunk;
    private final Map<Integer, Origin> records = new HashMap<>();
    private final Map<String, Reject> children = new HashMap<>();

    /** Settles what {@code rejects} name in {@code chunk}, which is mapped and validated. */
    ImportFates(Chunk chunk, List<Reject> rejects) {
        this.chunk = chunk;
        for (Reject reject : rejects) {
            long record = reject.ordinal() - chunk.from().ordinal();
            if (reject.stage().equals(IMPORT)
                    && record >= 0
                    && record < chunk.records().count()) {
                settle(reject, (int) record);
            }
        }
        if (!children.isEmpty()) {
            settleChildren();
        }
    }

    /** Why a row of the main table is shown, or null when it is not. */
    Origin origin(int record) {
        return chunk.pending(record) ? Origin.WANTED : records.get(record);
    }

    /** Why a child row is shown, or null when it is not. */
    Origin origin(int child, int row) {
        int record = chunk.children().get(child).rows().record(row);
        if (chunk.childPending(child, row)) {
            return Origin.WANTED;
        }
        if (chunk.childRejected(child, row)) {
            Reject reject = children.get(name(record, child, row));
            return reject == null ? null : origin(reject);
        }
        // The children of a row that was met and left may be there, or not.
        return records.get(record) == null ? null : Origin.TAKEN;
    }

    private void settle(Reject reject, int record) {
        if (!reject.child().isEmpty()) {
            children.put(record + " " + reject.child(), reject);
            return;
        }
        if (!chunk.pending(record)) {
            return;
        }
        Origin origin = origin(reject);
        if (origin != null) {
            records.put(record, origin);
        }
        if (origin == Origin.KEPT) {
            chunk.keep(record, reject.reason());
            return;
        }
        chunk.reject(record, reject.code(), IMPORT, reject.reason());
    }

    private void settleChildren() {
        for (int child = 0; child < chunk.children().size(); child++) {
            ChildRows of = chunk.children().get(child);
            for (int row = 0; row < of.rows().rows(); row++) {
                Reject reject = children.get(name(of.rows().record(row), child, row));
                if (reject != null) {
                    chunk.rejectChild(child, row, reject.code(), IMPORT, reject.reason());
                }
            }
        }
    }

    private String name(int record, int child, int row) {
        ChildRows of = chunk.children().get(child);
        return record + " " + of.table() + "#" + of.rows().longValue(row, of.numbers());
    }

    private static Origin origin(Reject reject) {
        String code = reject.code();
        if (code.equals(RejectCode.KEPT_EXISTING.code())) {
            return Origin.KEPT;
        }
        boolean taken = code.equals(RejectCode.ALREADY_EXISTS.code()) || code.equals(RejectCode.DUPLICATE_KEY.code());
        return taken ? Origin.TAKEN : null;
    }
}
