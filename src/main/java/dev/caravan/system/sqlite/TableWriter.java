package dev.caravan.system.sqlite;

import dev.caravan.model.RowBuffer;
import dev.caravan.relational.ForeignKey;
import dev.caravan.relational.Refusal;
import dev.caravan.relational.Sql;
import dev.caravan.relational.TableRows;
import dev.caravan.system.sqlite.SqliteTable.UniqueKey;
import dev.caravan.system.sqlite.TableStatements.Orphans;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One table of a target, with everything prepared to write rows of certain columns into it. Lives as long as its connection;
 * works inside the transaction of its caller.
 */
final class TableWriter implements TableRows, AutoCloseable {
    private final Connection connection;
    private final SqliteTable table;
    private final RowFit fit;
    private final Stage stage;
    private final UniqueKey key;
    private final TableStatements sql;
    private final Map<String, PreparedStatement> prepared = new LinkedHashMap<>();
    private final List<Orphans> orphans;
    private final boolean triggers;
    private int taken;
    private boolean clashesExpected;

    /**
     * Prepares writing.
     *
     * @param number tells the writers of a connection apart
     * @param columns the columns of the buffers to come; those that the database computes are left out
     * @param wantedKey what identifies a row; empty for nothing
     */
    TableWriter(Connection connection, SqliteTable table, int number, List<String> columns, List<String> wantedKey)
            throws SQLException {
        this.connection = connection;
        this.table = table;
        List<SqliteColumn> written = columns.stream()
                .map(table::column)
                .filter(column -> !column.generated())
                .toList();
        int[] cells = written.stream()
                .mapToInt(column -> columns.indexOf(column.name()))
                .toArray();
        this.stage = new Stage(connection, number, written, cells, isUtf8(connection));
        this.key = stage.has(wantedKey) && !wantedKey.isEmpty() ? table.key(wantedKey) : null;
        this.fit = new RowFit(table.name(), written, cells, key);
        this.sql = new TableStatements(table, stage, key);
        this.orphans = sql.orphans();
        this.triggers = Sql.one(
                        connection,
                        "SELECT count(*) FROM main.sqlite_schema WHERE type = 'trigger' AND tbl_name = ? COLLATE"
                                + " NOCASE",
                        table.name())
                > 0;
    }

    @Override
    public String name() {
        return table.name();
    }

    @Override
    public List<String> key() {
        return key == null ? List.of() : key.columns();
    }

    @Override
    public boolean gives(List<String> columns) {
        return stage.has(columns);
    }

    @Override
    public List<ForeignKey> foreignKeys() {
        return table.foreignKeys();
    }

    @Override
    public SortedMap<Integer, Refusal> unfit(RowBuffer rows, BitSet wanted) {
        SortedMap<Integer, Refusal> unfit = new TreeMap<>();
        for (int row = wanted.nextSetBit(0); row >= 0; row = wanted.nextSetBit(row + 1)) {
            Refusal refusal = fit.refusal(rows, row);
            if (refusal != null) {
                unfit.put(row, refusal);
            }
        }
        return unfit;
    }

    @Override
    public void take(RowBuffer rows, BitSet wanted) throws SQLException {
        stage.fill(rows, wanted);
        taken = wanted.length();
    }

    @Override
    public Optional<SQLException> insert(int low, int high, BitSet open, boolean over) throws SQLException {
        savepoint("SAVEPOINT caravan_rows");
        Optional<SQLException> failure =
                tryInsert(low, high, open.get(low, high).cardinality(), over);
        if (failure.isPresent()) {
            savepoint("ROLLBACK TO caravan_rows");
        }
        savepoint("RELEASE caravan_rows");
        return failure;
    }

    @Override
    public void existing(int low, int high, Existing into) throws SQLException {
        try (ResultSet row = statement(sql.existing(), low, high - 1).executeQuery()) {
            while (row.next()) {
                into.found(row.getInt(1), There.of(row.getBoolean(2)));
            }
        }
    }

    @Override
    public Map<Integer, Integer> repeated(BitSet open) throws SQLException {
        Map<Integer, Integer> repeated = new LinkedHashMap<>();
        try (ResultSet row = statement(sql.repeated()).executeQuery()) {
            while (row.next()) {
                repeated.put(row.getInt(1), row.getInt(2));
            }
        }
        return repeated;
    }

    @Override
    public void mark(BitSet rows, Mark mark) throws SQLException {
        stage.mark(
                rows,
                switch (mark) {
                    case OPEN -> Stage.OPEN;
                    case LATE -> Stage.LATE;
                    case DONE -> Stage.DONE;
                    case REPLACED -> Stage.REPLACED;
                });
    }

    @Override
    public Refusal refusal(int row, SQLException failure) throws SQLException {
        return Constraint.refusal(this, row, failure);
    }

    @Override
    public boolean isForeignKey(SQLException failure) {
        return Constraint.isForeignKey(failure);
    }

    @Override
    public Refusal orphan(int row) throws SQLException {
        return Constraint.orphan(this, row);
    }

    @Override
    public Map<Integer, Refusal> orphansAtCommit(BitSet written) throws SQLException {
        Map<Integer, Refusal> found = new LinkedHashMap<>();
        if (table.deferrable()) {
            orphans(0, taken).forEach((row, foreign) -> {
                if (written.get(row)) {
                    found.put(row, Constraint.orphan(table.name(), foreign));
                }
            });
        }
        return found;
    }

    @Override
    public void deleteReplaced(ForeignKey parent, TableRows parents) throws SQLException {
        statement(sql.deleteReplaced(parent, ((TableWriter) parents).stage)).executeUpdate();
    }

    /** Writes all rows in place of what is there; the first that is refused ends it. */
    void upsert(RowBuffer rows) throws SQLException {
        stage.fill(rows, all(rows));
        for (String text : sql.inPlace()) {
            statement(text, 0, rows.rows()).executeUpdate();
        }
    }

    /** Deletes the rows with these keys, or all but one of each; a key that is not there is no mistake. */
    void delete(RowBuffer keys, boolean butOne) throws SQLException {
        stage.fill(keys, all(keys));
        statement(butOne ? sql.deleteSurplus() : sql.delete()).executeUpdate();
    }

    /** The staged rows of a range that name a parent who is not there, with the foreign key. */
    Map<Integer, ForeignKey> orphans(int first, int last) throws SQLException {
        Map<Integer, ForeignKey> found = new LinkedHashMap<>();
        for (Orphans query : orphans) {
            try (ResultSet row = statement(query.sql(), first, last).executeQuery()) {
                while (row.next()) {
                    found.putIfAbsent(row.getInt(1), query.foreign());
                }
            }
        }
        return found;
    }

    PreparedStatement statement(String text, int... parameters) throws SQLException {
        PreparedStatement statement = prepared.get(text);
        if (statement == null) {
            statement = connection.prepareStatement(text);
            prepared.put(text, statement);
        }
        for (int i = 0; i < parameters.length; i++) {
            statement.setInt(i + 1, parameters[i]);
        }
        return statement;
    }

    Connection connection() {
        return connection;
    }

    SqliteTable table() {
        return table;
    }

    @Override
    public boolean clashesExpected() {
        return clashesExpected;
    }

    @Override
    public void expectClashes(boolean expected) {
        clashesExpected = expected;
    }

    private Optional<SQLException> tryInsert(int low, int high, int rows, boolean over) throws SQLException {
        try {
            String text = over ? sql.upsert() : sql.insert();
            int changed = statement(text, low, high - 1).executeUpdate();
            return changed == rows ? Optional.empty() : Optional.of(Constraint.silentLoss());
        } catch (SQLException e) {
            if (SqliteFailure.isConstraint(e)) {
                return Optional.of(e);
            }
            throw e;
        }
    }

    /** A failed statement has undone itself, but triggers may have asked it not to (RAISE(FAIL)) or may drop rows. */
    private void savepoint(String command) throws SQLException {
        if (triggers) {
            Sql.run(connection, command);
        }
    }

    private static BitSet all(RowBuffer rows) {
        BitSet all = new BitSet();
        all.set(0, rows.rows());
        return all;
    }

    private static boolean isUtf8(Connection connection) throws SQLException {
        return Sql.text(connection, "PRAGMA main.encoding").equals("UTF-8");
    }

    @Override
    public void close() throws SQLException {
        stage.close();
        for (PreparedStatement statement : prepared.values()) {
            statement.close();
        }
    }
}
