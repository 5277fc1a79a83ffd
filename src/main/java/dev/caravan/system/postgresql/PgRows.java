package dev.caravan.system.postgresql;

import dev.caravan.model.RowBuffer;
import dev.caravan.relational.ForeignKey;
import dev.caravan.relational.Refusal;
import dev.caravan.relational.Sql;
import dev.caravan.relational.TableRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One table of a target with rows of certain columns: copied straight into it as long as they go in, staged once they have to be
 * compared with what is there. Lives as long as its connection.
 */
final class PgRows implements TableRows {
    private final Connection connection;
    private final PgTable table;
    private final List<String> key;
    private final List<String> columns;
    private final RowStatements sql;
    private final RowEncoder encoder;
    private final CopyWriter copies;
    private final boolean straight;
    private final SortedMap<Integer, SQLException> unreadable = new TreeMap<>();
    private BitSet taken = new BitSet();
    private BitSet replaced = new BitSet();
    private boolean staged;
    private boolean clashesExpected;

    /**
     * Rows of a table.
     *
     * @param columns what is written
     * @param key what identifies a row; empty for nothing
     * @param later the column that tells which of two rows is the later one, which then stays; empty for none
     * @param stage the name of its stage, unique on the connection
     */
    PgRows(
            Connection connection,
            PgTable table,
            List<WrittenColumn> columns,
            List<String> key,
            String later,
            String stage) {
        this.connection = connection;
        this.table = table;
        this.columns = columns.stream().map(written -> written.column().name()).toList();
        this.key = this.columns.containsAll(key) ? List.copyOf(key) : List.of();
        this.sql = new RowStatements(table, columns, this.key, later, stage);
        this.encoder = new RowEncoder(table.name(), columns, new HashSet<>(this.key));
        this.copies = new CopyWriter(connection);
        this.straight = columns.stream().allMatch(WrittenColumn::binary);
    }

    @Override
    public String name() {
        return table.name();
    }

    @Override
    public List<String> key() {
        return key;
    }

    @Override
    public boolean gives(List<String> wanted) {
        return columns.containsAll(wanted);
    }

    @Override
    public List<ForeignKey> foreignKeys() {
        return table.foreignKeys().stream()
                .map(foreign -> new ForeignKey(foreign.columns(), foreign.table(), foreign.to()))
                .toList();
    }

    @Override
    public SortedMap<Integer, Refusal> unfit(RowBuffer rows, BitSet wanted) {
        return encoder.encode(rows, wanted);
    }

    @Override
    public void take(RowBuffer rows, BitSet wanted) {
        taken = (BitSet) wanted.clone();
        staged = false;
        replaced = new BitSet();
        unreadable.clear();
    }

    @Override
    public Optional<SQLException> insert(int low, int high, BitSet open, boolean over) throws SQLException {
        BitSet some = range(open, low, high);
        if (over || !straight) {
            stage();
        }
        int unread = unreadable.isEmpty()
                ? -1
                : some.stream().filter(unreadable::containsKey).findFirst().orElse(-1);
        if (unread >= 0) {
            return Optional.of(unreadable.get(unread));
        }
        return inSavepoint(() -> {
            long written = over || !straight
                    ? Sql.update(connection, over ? sql.upsert() : sql.insert(), array(some))
                    : copies.copy(sql.copy(), encoder, some);
            if (written != some.cardinality()) {
                throw Constraint.silentLoss();
            }
        });
    }

    @Override
    public void existing(int low, int high, Existing into) throws SQLException {
        stage();
        Map<Integer, There> found = new LinkedHashMap<>();
        Sql.rows(
                connection,
                sql.existing(),
                row -> found.put(row.getInt(1), row.getBoolean(3) ? There.LATER : There.of(row.getBoolean(2))),
                low,
                high);
        found.forEach(into::found);
    }

    @Override
    public Map<Integer, Integer> repeated(BitSet open) throws SQLException {
        Map<Integer, Integer> repeated = new LinkedHashMap<>();
        Sql.rows(connection, sql.repeated(), row -> repeated.put(row.getInt(1), row.getInt(2)), array(open));
        return repeated;
    }

    @Override
    public void mark(BitSet rows, Mark mark) {
        if (mark == Mark.REPLACED) {
            replaced = (BitSet) rows.clone();
        }
    }

    @Override
    public Refusal refusal(int row, SQLException failure) throws SQLException {
        return Constraint.refusal(connection, table, failure);
    }

    @Override
    public boolean isForeignKey(SQLException failure) {
        return PostgresqlFailure.isForeignKey(failure);
    }

    @Override
    public Refusal orphan(int row) throws SQLException {
        BitSet only = new BitSet();
        only.set(row);
        Refusal found = orphans(only, false).get(row);
        return found == null ? Constraint.orphan(table, null) : found;
    }

    /** As long as the server finds nothing wrong, it is not asked what. */
    @Override
    public Map<Integer, Refusal> orphansAtCommit(BitSet written) throws SQLException {
        if (table.foreignKeys().stream().noneMatch(PgTable.ForeignKey::deferred)) {
            return Map.of();
        }
        Optional<SQLException> failure = inSavepoint(() -> Sql.run(connection, "SET CONSTRAINTS ALL IMMEDIATE"));
        return failure.isEmpty() ? Map.of() : orphans(written, true);
    }

    @Override
    public void deleteReplaced(ForeignKey parent, TableRows parents) throws SQLException {
        stage();
        PgRows theirs = (PgRows) parents;
        theirs.stage();
        Sql.update(connection, sql.deleteReplaced(parent.columns(), parent.to(), theirs.sql), array(theirs.replaced));
    }

    @Override
    public boolean clashesExpected() {
        return clashesExpected;
    }

    @Override
    public void expectClashes(boolean expected) {
        clashesExpected = expected;
    }

    /** Writes all rows in place of what is there; the first that is refused ends it. */
    void upsert(RowBuffer rows) throws SQLException {
        takeAll(rows);
        stage();
        if (!unreadable.isEmpty()) {
            throw unreadable.get(unreadable.firstKey());
        }
        for (String statement : sql.inPlace(table.isUnique(key))) {
            Sql.update(connection, statement, array(taken));
        }
    }

    /** Deletes the rows with these keys, or all but one of each; a key that is not there is no mistake. */
    void delete(RowBuffer keys, boolean butOne) throws SQLException {
        takeAll(keys);
        stage();
        Sql.update(connection, butOne ? sql.deleteSurplus() : sql.delete());
    }

    private void takeAll(RowBuffer rows) {
        BitSet all = new BitSet();
        all.set(0, rows.rows());
        SortedMap<Integer, Refusal> unfit = unfit(rows, all);
        if (!unfit.isEmpty()) {
            throw new IllegalArgumentException(unfit.get(unfit.firstKey()).reason());
        }
        take(rows, all);
    }

    private Map<Integer, Refusal> orphans(BitSet some, boolean deferredOnly) throws SQLException {
        stage();
        Map<Integer, Refusal> found = new LinkedHashMap<>();
        for (PgTable.ForeignKey foreign : table.foreignKeys()) {
            if (gives(foreign.columns()) && (foreign.deferred() || !deferredOnly)) {
                for (int row : Sql.rows(connection, sql.orphans(foreign), row -> row.getInt(1), array(some))) {
                    found.putIfAbsent(row, Constraint.orphan(table, foreign));
                }
            }
        }
        return found;
    }

    /** Brings the rows that were taken into the stage, once; those with a value the server cannot read are set apart. */
    private void stage() throws SQLException {
        if (staged) {
            return;
        }
        // A transaction that was taken back has taken the stage along
        Sql.run(connection, sql.makeStage() + "; TRUNCATE " + sql.stage());
        fill(0, taken.length());
        staged = true;
    }

    private void fill(int low, int high) throws SQLException {
        BitSet some = range(taken, low, high);
        if (some.isEmpty()) {
            return;
        }
        Optional<SQLException> failure = inSavepoint(() -> copies.copyNumbered(sql.copyIntoStage(), encoder, some));
        if (failure.isPresent() && some.cardinality() == 1) {
            unreadable.put(some.nextSetBit(0), failure.get());
        } else if (failure.isPresent()) {
            int middle = (low + high) >>> 1;
            fill(low, middle);
            fill(middle, high);
        }
    }

    /** Runs what a row may make fail; answers that failure, with nothing changed. */
    private Optional<SQLException> inSavepoint(Work work) throws SQLException {
        Sql.run(connection, "SAVEPOINT caravan_rows");
        try {
            work.run();
            Sql.run(connection, "RELEASE caravan_rows");
            return Optional.empty();
        } catch (SQLException e) {
            if (!PostgresqlFailure.isOfARow(e)) {
                throw e;
            }
            Sql.run(connection, "ROLLBACK TO caravan_rows; RELEASE caravan_rows");
            return Optional.of(e);
        }
    }

    private static BitSet range(BitSet rows, int low, int high) {
        BitSet some = (BitSet) rows.clone();
        some.clear(0, low);
        some.clear(high, Math.max(high, some.length()));
        return some;
    }

    /** Row numbers as the server reads an array. */
    private static String array(BitSet rows) {
        return rows.stream().mapToObj(Integer::toString).collect(Collectors.joining(",", "{", "}"));
    }

    /** Something that a row may make fail. */
    @FunctionalInterface
    private interface Work {
        void run() throws SQLException;
    }
}
