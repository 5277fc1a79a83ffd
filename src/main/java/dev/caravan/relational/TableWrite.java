package dev.caravan.relational;

import dev.caravan.model.Existing;
import dev.caravan.model.RejectCode;
import dev.caravan.relational.TableRows.There;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Writes the rows of one table and one chunk: first all at once; when that fails, keys that are there already are looked up
 * together and settled by the policy; what still fails is halved until the bad row stands alone.
 */
final class TableWrite {
    private final TableRows rows;
    private final Existing existing;
    private final BitSet open;
    private final BitSet late = new BitSet();
    private final BitSet waiting = new BitSet();
    private final Map<Integer, Integer> firsts = new HashMap<>();
    private final IntFunction<String> places;
    private final int end;
    private final Outcomes outcomes = new Outcomes();
    private boolean over;

    /**
     * Rows to be written.
     *
     * @param places where a person finds what a row came from
     */
    TableWrite(TableRows rows, BitSet wanted, Existing existing, IntFunction<String> places) {
        this.rows = rows;
        this.places = places;
        this.existing = existing;
        this.open = (BitSet) wanted.clone();
        this.end = wanted.length();
    }

    Outcomes run() throws SQLException {
        boolean keyed = !rows.key().isEmpty();
        boolean sorted = keyed && rows.clashesExpected();
        if (sorted) {
            sortOut();
        }
        if (insert(0, end).isPresent()) {
            if (keyed && !sorted) {
                sortOut();
            }
            bisect(0, end);
            settleWaiting();
        }
        settleLate();
        if (existing == Existing.REPLACE) {
            rows.mark(outcomes.replaced(), TableRows.Mark.REPLACED);
        }
        return outcomes;
    }

    /** Settles rows whose key is in the table; sets those aside that repeat a key of the chunk. */
    private void sortOut() throws SQLException {
        BitSet done = new BitSet();
        rows.existing(0, end, (row, there) -> {
            if (open.get(row) && settleExisting(row, there, RejectCode.ALREADY_EXISTS)) {
                done.set(row);
            }
        });
        rows.mark(done, TableRows.Mark.DONE);
        open.andNot(done);
        firsts.putAll(rows.repeated(open));
        firsts.keySet().forEach(late::set);
        rows.mark(late, TableRows.Mark.LATE);
        open.andNot(late);
        rows.expectClashes(!done.isEmpty() || !outcomes.replaced().isEmpty());
        over = existing == Existing.REPLACE;
    }

    /** True when a row whose key is there needs no writing. */
    private boolean settleExisting(int row, There there, RejectCode clash) {
        if (there == There.SAME) {
            outcomes.equal().set(row);
            outcomes.replaced().set(row);
            return true;
        }
        String seen = "table '" + rows.name() + "' has a row with the same " + String.join(", ", rows.key())
                + " and other content" + (firsts.containsKey(row) ? ", that of " + places.apply(firsts.get(row)) : "");
        Existing policy = existing == Existing.REPLACE && there == There.LATER ? Existing.KEEP : existing;
        switch (policy) {
            case REJECT -> outcomes.refused().put(row, new Refusal(clash, seen));
            case KEEP -> outcomes.kept().put(row, seen);
            case REPLACE -> outcomes.replaced().set(row);
        }
        return policy != Existing.REPLACE;
    }

    /** Inserts the open rows from {@code low} to before {@code high}; answers why it could not, with nothing changed. */
    private Optional<SQLException> insert(int low, int high) throws SQLException {
        BitSet range = open.get(low, high);
        if (range.isEmpty()) {
            return Optional.empty();
        }
        Optional<SQLException> failure = rows.insert(low, high, open, over);
        if (failure.isEmpty()) {
            for (int row = open.nextSetBit(low); row >= 0 && row < high; row = open.nextSetBit(row + 1)) {
                outcomes.written().set(row);
            }
            open.clear(low, high);
        }
        return failure;
    }

    private void bisect(int low, int high) throws SQLException {
        Optional<SQLException> failure = insert(low, high);
        if (failure.isEmpty()) {
            return;
        }
        if (open.get(low, high).cardinality() == 1) {
            refuse(open.nextSetBit(low), failure.get());
            return;
        }
        int middle = (low + high) >>> 1;
        bisect(low, middle);
        bisect(middle, high);
    }

    private void refuse(int row, SQLException failure) throws SQLException {
        open.clear(row);
        if (rows.isForeignKey(failure) && refersToItself()) {
            waiting.set(row);
            return;
        }
        if (rows.key().isEmpty() || !settledByKey(row, RejectCode.ALREADY_EXISTS)) {
            outcomes.refused().put(row, rows.refusal(row, failure));
        }
    }

    /** A row of a tree may have been tried before its parent: as long as one more gets in, the rest is tried again. */
    private void settleWaiting() throws SQLException {
        int before;
        do {
            before = waiting.cardinality();
            open.or(waiting);
            waiting.clear();
            bisect(0, end);
        } while (waiting.cardinality() > 0 && waiting.cardinality() < before);
        for (int row = waiting.nextSetBit(0); row >= 0; row = waiting.nextSetBit(row + 1)) {
            outcomes.refused().put(row, rows.orphan(row));
        }
    }

    /** Rows that repeat a key of the chunk meet its first row as it is stored now, in order. */
    private void settleLate() throws SQLException {
        rows.mark(late, TableRows.Mark.OPEN);
        for (int row = late.nextSetBit(0); row >= 0; row = late.nextSetBit(row + 1)) {
            if (!settledByKey(row, RejectCode.DUPLICATE_KEY)) {
                open.set(row);
                Optional<SQLException> failure = insert(row, row + 1);
                if (failure.isPresent()) {
                    open.clear(row);
                    outcomes.refused().put(row, rows.refusal(row, failure.get()));
                }
            }
        }
    }

    private boolean settledByKey(int row, RejectCode clash) throws SQLException {
        boolean[] settled = new boolean[1];
        rows.existing(row, row + 1, (found, there) -> settled[0] = settleExisting(found, there, clash));
        return settled[0];
    }

    private boolean refersToItself() {
        return rows.foreignKeys().stream().anyMatch(foreign -> foreign.table().equalsIgnoreCase(rows.name()));
    }
}
