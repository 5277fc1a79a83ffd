package dev.caravan.importer;

import dev.caravan.model.ChildRows;
import dev.caravan.model.Chunk;
import dev.caravan.model.Fate;
import dev.caravan.model.KeptBy;
import dev.caravan.model.Reject;
import dev.caravan.model.RowBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
     * @param names of the targets, in the order of their views
     * @param before records that an earlier attempt imported
     */
    void settle(List<Chunk> views, List<String> names, BitSet before) {
        views.forEach(view -> imported(view, before));
        for (int record = 0; record < chunk.records().count(); record++) {
            if (chunk.pending(record)) {
                settle(record, views, names, before.get(record));
            }
        }
        Map<String, Reject> children = new LinkedHashMap<>();
        Map<String, List<String>> keepers = new LinkedHashMap<>();
        for (int view = 0; view < views.size(); view++) {
            for (Reject kept : kept(views.get(view))) {
                String child = kept.ordinal() + " " + kept.child();
                if (!kept.child().isEmpty()) {
                    children.putIfAbsent(child, kept);
                    keepers.computeIfAbsent(child, first -> new ArrayList<>()).add(names.get(view));
                }
            }
        }
        children.forEach((child, kept) -> keepChild(kept, KeptBy.reason(keepers.get(child), kept.reason())));
    }

    private List<Reject> kept(Chunk view) {
        return view.kept().subList(keptBefore, view.kept().size());
    }

    private void keepChild(Reject kept, String reason) {
        for (int child = 0; child < chunk.children().size(); child++) {
            ChildRows of = chunk.children().get(child);
            for (int row = 0; row < of.rows().rows(); row++) {
                long ordinal = chunk.records().ordinal(of.rows().record(row));
                if (ordinal == kept.ordinal() && kept.child().equals(name(of, row))) {
                    chunk.keepChild(child, row, reason);
                }
            }
        }
    }

    private static String name(ChildRows of, int row) {
        return of.table() + "#" + of.rows().longValue(row, of.numbers());
    }

    private void settle(int record, List<Chunk> views, List<String> names, boolean imported) {
        long ordinal = chunk.records().ordinal(record);
        List<String> keepers = new ArrayList<>();
        String reason = "";
        for (int view = 0; view < views.size(); view++) {
            for (Reject kept : kept(views.get(view))) {
                if (kept.ordinal() == ordinal && kept.child().isEmpty()) {
                    reason = keepers.isEmpty() ? kept.reason() : reason;
                    keepers.add(names.get(view));
                }
            }
        }
        if (keepers.isEmpty()) {
            chunk.settle(record, imported ? Fate.IMPORTED : Fate.SKIPPED);
        } else {
            chunk.keep(record, KeptBy.reason(keepers, reason));
        }
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
