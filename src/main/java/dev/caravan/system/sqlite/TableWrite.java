package dev.caravan.system.sqlite;

import dev.caravan.model.Existing;
import dev.caravan.model.RejectCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.Optional;

/**
 * Writes the staged rows of one table and one chunk: first all at once; when that fails, keys that are there already are
 * looked up together and settled by the policy; what still fails is halved until the bad row stands alone.
 */
final class TableWrite {
    private final TableWriter writer;
    private final Existing existing;
    private final BitSet open;
    private final BitSet late = new BitSet();
    private final BitSet waiting = new BitSet();
    private final int end;
    private final Outcomes outcomes = new Outcomes();
    private boolean upserts;

    TableWrite(TableWriter writer, BitSet wanted, Existing existing) {
        this.writer = writer;
        this.existing = existing;
        this.open = (BitSet) wanted.clone();
        this.end = wanted.length();
    }

    Outcomes run() throws SQLException {
        boolean sorted = writer.key() != null && writer.clashesExpected();
        if (sorted) {
            sortOut();
        }
        if (insert(0, end).isPresent()) {
            if (writer.key() != null && !sorted) {
                sortOut();
            }
            bisect(0, end);
            settleWaiting();
        }
        settleLate();
        if (existing == Existing.REPLACE) {
            writer.stage().mark(outcomes.replaced(), Stage.REPLACED);
        }
        return outcomes;
    }

    /** Settles rows whose key is in the table; sets those aside that repeat a key of the chunk. */
    private void sortOut() throws SQLException {
        BitSet done = new BitSet();
        try (ResultSet row = writer.statement(writer.sql().existing(), 0, end).executeQuery()) {
            while (row.next()) {
                if (settleExisting(row.getInt(1), row.getBoolean(2), RejectCode.ALREADY_EXISTS)) {
                    done.set(row.getInt(1));
                }
            }
        }
        writer.stage().mark(done, Stage.DONE);
        open.andNot(done);
        try (ResultSet row = writer.statement(writer.sql().repeated()).executeQuery()) {
            while (row.next()) {
                late.set(row.getInt(1));
            }
        }
        writer.stage().mark(late, Stage.LATE);
        open.andNot(late);
        writer.expectClashes(!done.isEmpty() || !outcomes.replaced().isEmpty());
        upserts = existing == Existing.REPLACE;
    }

    /** True when a row whose key is there needs no writing. */
    private boolean settleExisting(int row, boolean same, RejectCode clash) {
        if (same) {
            outcomes.equal().set(row);
            outcomes.replaced().set(row);
            return true;
        }
        String seen = "table '" + writer.table().name() + "' has a row with the same "
                + String.join(", ", writer.key().columns()) + " and other content";
        switch (existing) {
            case REJECT -> outcomes.refused().put(row, new Refusal(clash, seen));
            case KEEP -> outcomes.kept().put(row, seen);
            case REPLACE -> outcomes.replaced().set(row);
        }
        return existing != Existing.REPLACE;
    }

    /** Inserts the open rows from {@code low} to before {@code high}; answers why it could not, with nothing changed. */
    private Optional<SQLException> insert(int low, int high) throws SQLException {
        BitSet range = open.get(low, high);
        if (range.isEmpty()) {
            return Optional.empty();
        }
        mark("SAVEPOINT caravan_rows");
        Optional<SQLException> failure = tryInsert(low, high, range.cardinality());
        if (failure.isPresent()) {
            mark("ROLLBACK TO caravan_rows");
        }
        mark("RELEASE caravan_rows");
        if (failure.isEmpty()) {
            for (int row = open.nextSetBit(low); row >= 0 && row < high; row = open.nextSetBit(row + 1)) {
                outcomes.written().set(row);
            }
            open.clear(low, high);
        }
        return failure;
    }

    private Optional<SQLException> tryInsert(int low, int high, int rows) throws SQLException {
        try {
            String text = upserts ? writer.sql().upsert() : writer.sql().insert();
            int changed = writer.statement(text, low, high - 1).executeUpdate();
            return changed == rows ? Optional.empty() : Optional.of(Constraint.silentLoss());
        } catch (SQLException e) {
            if (SqliteFailure.isConstraint(e)) {
                return Optional.of(e);
            }
            throw e;
        }
    }

    /** A failed statement has undone itself, but triggers may have asked it not to (RAISE(FAIL)) or may drop rows. */
    private void mark(String savepoint) throws SQLException {
        if (writer.hasTriggers()) {
            try (Statement statement = writer.connection().createStatement()) {
                statement.execute(savepoint);
            }
        }
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
        if (Constraint.isForeignKey(failure) && refersToItself()) {
            waiting.set(row);
            return;
        }
        if (writer.key() == null || !settledByKey(row, RejectCode.ALREADY_EXISTS)) {
            outcomes.refused().put(row, Constraint.refusal(writer, row, failure));
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
            outcomes.refused().put(row, Constraint.orphan(writer, row));
        }
    }

    /** Rows that repeat a key of the chunk meet its first row as it is stored now, in order. */
    private void settleLate() throws SQLException {
        writer.stage().mark(late, Stage.OPEN);
        for (int row = late.nextSetBit(0); row >= 0; row = late.nextSetBit(row + 1)) {
            if (!settledByKey(row, RejectCode.DUPLICATE_KEY)) {
                open.set(row);
                Optional<SQLException> failure = insert(row, row + 1);
                if (failure.isPresent()) {
                    open.clear(row);
                    outcomes.refused().put(row, Constraint.refusal(writer, row, failure.get()));
                }
            }
        }
    }

    private boolean settledByKey(int row, RejectCode clash) throws SQLException {
        try (ResultSet found =
                writer.statement(writer.sql().existing(), row, row).executeQuery()) {
            return found.next() && settleExisting(row, found.getBoolean(2), clash);
        }
    }

    private boolean refersToItself() {
        return writer.table().foreignKeys().stream().anyMatch(foreign -> foreign.table()
                .equalsIgnoreCase(writer.table().name()));
    }
}
