package dev.caravan.importer;

import dev.caravan.model.ChildRows;
import dev.caravan.model.Chunk;
import dev.caravan.model.Fate;
import dev.caravan.model.Reject;
import dev.caravan.model.RowBuffer;
import java.util.BitSet;
import java.util.List;

/** Brings what several targets made of the records of one chunk to one fate each. */
final class Agreement {
    private final Chunk chunk;
    private final int before;
    private final int keptBefore;
    private Refusals refusals = Refusals.of(List.of());

    /** Takes over what the first target rejected. */
    Agreement(Chunk chunk, String name, Chunk first) {
        this.chunk = chunk;
        this.before = chunk.rejects().size();
        this.keptBefore = chunk.kept().size();
        reject(name, first);
    }

    /** The chunk, in which only those records are pending that all targets so far have taken. */
    Chunk agreed() {
        return chunk;
    }

    /** True when a target that got the agreed records refused one. */
    boolean refusedBy(Chunk view) {
        return view.rejects().size() > chunk.rejects().size();
    }

    /** What the last target refused. */
    Refusals refusals() {
        return refusals;
    }

    /** Rejects in the chunk what a target did not take. */
    void reject(String name, Chunk view) {
        int known = chunk.rejects().size();
        refusals = Refusals.of(
                List.copyOf(view.rejects().subList(known, view.rejects().size())));
        if (refusals.isEmpty()) {
            return;
        }
        for (int record = 0; record < chunk.records().count(); record++) {
            Reject reject = refusals.record(chunk.records().ordinal(record));
            if (reject != null) {
                chunk.reject(record, reject.code(), reject.stage(), name + ": " + reject.reason());
            }
        }
        for (int child = 0; child < chunk.children().size(); child++) {
            rejectChildren(name, child);
        }
    }

    /** Adds the records that a target had not and has now. */
    static void imported(Chunk view, BitSet into) {
        for (int record = 0; record < view.records().count(); record++) {
            into.set(record, into.get(record) || view.fate(record) == Fate.IMPORTED);
        }
    }

    /**
     * Gives every record that all have taken its fate: imported when one of them has it now and had it not before.
     *
     * @param before records that an earlier attempt imported
     */
    void settle(List<Chunk> views, BitSet before) {
        views.forEach(view -> imported(view, before));
        for (int record = 0; record < chunk.records().count(); record++) {
            if (chunk.pending(record)) {
                settle(record, views, before.get(record));
            }
        }
        views.forEach(view -> view.kept().subList(keptBefore, view.kept().size()).stream()
                .filter(kept -> !kept.child().isEmpty())
                .forEach(this::keepChild));
    }

    private void keepChild(Reject kept) {
        for (int child = 0; child < chunk.children().size(); child++) {
            ChildRows of = chunk.children().get(child);
            for (int row = 0; row < of.rows().rows(); row++) {
                long ordinal = chunk.records().ordinal(of.rows().record(row));
                if (ordinal == kept.ordinal() && kept.child().equals(name(of, row))) {
                    chunk.keepChild(child, row, kept.reason());
                }
            }
        }
    }

    private static String name(ChildRows of, int row) {
        return of.table() + "#" + of.rows().longValue(row, of.numbers());
    }

    private void settle(int record, List<Chunk> views, boolean imported) {
        Reject kept = kept(record, views);
        if (kept != null) {
            chunk.keep(record, kept.reason());
            return;
        }
        chunk.settle(record, imported ? Fate.IMPORTED : Fate.SKIPPED);
    }

    private Reject kept(int record, List<Chunk> views) {
        long ordinal = chunk.records().ordinal(record);
        for (Chunk view : views) {
            for (Reject kept : view.kept().subList(keptBefore, view.kept().size())) {
                if (kept.ordinal() == ordinal && kept.child().isEmpty()) {
                    return kept;
                }
            }
        }
        return null;
    }

    private void rejectChildren(String name, int child) {
        ChildRows of = chunk.children().get(child);
        RowBuffer rows = of.rows();
        for (int row = 0; row < rows.rows(); row++) {
            long ordinal = chunk.records().ordinal(rows.record(row));
            Reject reject = refusals.child(ordinal, name(of, row));
            if (reject != null) {
                chunk.rejectChild(child, row, reject.code(), reject.stage(), name + ": " + reject.reason());
            }
        }
    }
}
