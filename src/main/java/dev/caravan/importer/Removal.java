package dev.caravan.importer;

import dev.caravan.model.ChildRows;
import dev.caravan.model.Chunk;
import dev.caravan.model.Fate;
import dev.caravan.model.Reject;
import dev.caravan.model.RowBuffer;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Takes rows out of a target again that another one refused. A row that was there before as an equal one is taken for this
 * migration's own, written by a run that was cut off; unless its key is what was refused, as it may be another record's then.
 */
final class Removal {
    private final Part part;
    private final Chunk view;

    /**
     * A removal from one target.
     *
     * @param view what that target made of the chunk
     */
    Removal(Part part, Chunk view) {
        this.part = part;
        this.view = view;
    }

    void run(Refusals refusals) {
        for (int child = 0; child < view.children().size(); child++) {
            int number = child;
            ChildRows of = view.children().get(child);
            delete(of.table(), of.rows(), row -> isChildRefused(refusals, of, row) && !view.childRejected(number, row));
        }
        RowBuffer rows = view.rows();
        String table = part.table().isEmpty() ? view.partition().table() : part.table();
        delete(table, rows, row -> isMine(rows.record(row), refusals.record(ordinal(rows, row))));
    }

    private boolean isChildRefused(Refusals refusals, ChildRows of, int row) {
        long ordinal = ordinal(of.rows(), row);
        Reject own = refusals.child(ordinal, of.table() + "#" + of.rows().longValue(row, of.numbers()));
        return own != null ? !Refusals.isClash(own) : isMine(of.rows().record(row), refusals.record(ordinal));
    }

    private boolean isMine(int record, Reject reject) {
        if (reject == null) {
            return false;
        }
        Fate fate = view.fate(record);
        return fate == Fate.IMPORTED || fate == Fate.SKIPPED && !Refusals.isClash(reject);
    }

    private long ordinal(RowBuffer rows, int row) {
        return view.records().ordinal(rows.record(row));
    }

    private void delete(String table, RowBuffer rows, IntPredicate wanted) {
        if (rows.rows() == 0) {
            return;
        }
        List<String> key = part.key(table);
        RowBuffer keys = new RowBuffer(key, 4);
        for (int row = 0; row < rows.rows(); row++) {
            if (wanted.test(row)) {
                keys.beginRow(keys.rows());
                for (String column : key) {
                    keys.addCopy(rows, row, rows.indexOf(column));
                }
                keys.endRow();
            }
        }
        if (keys.rows() > 0) {
            part.target().delete(table, keys);
        }
    }
}
