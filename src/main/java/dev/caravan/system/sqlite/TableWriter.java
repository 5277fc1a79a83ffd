package dev.caravan.system.sqlite;

import dev.caravan.model.Existing;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.system.sqlite.SqliteTable.ForeignKey;
import dev.caravan.system.sqlite.SqliteTable.UniqueKey;
import dev.caravan.system.sqlite.TableStatements.Orphans;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One table of a target, with everything prepared to write rows of certain columns into it. Lives as long as its connection;
 * works inside the transaction of its caller.
 */
final class TableWriter implements AutoCloseable {
    private final Connection connection;
    private final SqliteTable table;
    private final List<CellFit> fits = new ArrayList<>();
    private final int[] cells;
    private final Stage stage;
    private final UniqueKey key;
    private final TableStatements sql;
    private final Map<String, PreparedStatement> prepared = new LinkedHashMap<>();
    private final List<Orphans> orphans;
    private final boolean triggers;
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
        this.cells = written.stream()
                .mapToInt(column -> columns.indexOf(column.name()))
                .toArray();
        written.forEach(column -> fits.add(new CellFit(table.name(), column)));
        this.stage = new Stage(connection, number, written, cells, isUtf8(connection));
        this.key = stage.has(wantedKey) && !wantedKey.isEmpty() ? table.unique(wantedKey) : null;
        this.sql = new TableStatements(table, stage, key);
        this.orphans = sql.orphans();
        this.triggers = Sql.one(
                        connection,
                        "SELECT count(*) FROM main.sqlite_schema WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE",
                        table.name())
                > 0;
    }

    /** Why a row cannot be stored as it is, or null. */
    Refusal refusal(RowBuffer rows, int row) {
        for (int i = 0; i < cells.length; i++) {
            Refusal refusal = fits.get(i).refusal(rows, row, cells[i]);
            if (refusal != null) {
                return refusal;
            }
            if (rows.isNull(row, cells[i]) && isKey(i)) {
                return new Refusal(
                        RejectCode.MISSING_FIELD,
                        "key column '" + stage.columnNames().get(i) + "' of table '" + table.name() + "' has no value");
            }
        }
        return null;
    }

    /** Writes the wanted rows, each alone as far as it must be. */
    Outcomes write(RowBuffer rows, BitSet wanted, Existing existing) throws SQLException {
        stage.fill(rows, wanted);
        return new TableWrite(this, wanted, existing).run();
    }

    /** Only fills the stage; {@link #writeStaged} follows. */
    void stage(RowBuffer rows, BitSet wanted) throws SQLException {
        stage.fill(rows, wanted);
    }

    Outcomes writeStaged(BitSet wanted, Existing existing) throws SQLException {
        return new TableWrite(this, wanted, existing).run();
    }

    /** Writes all rows in place of what is there; the first that is refused ends it. */
    void upsert(RowBuffer rows) throws SQLException {
        stage.fill(rows, all(rows));
        statement(key == null ? sql.insert() : sql.upsert(), 0, rows.rows()).executeUpdate();
    }

    /** Deletes the rows with these keys; a key that is not there is no mistake. */
    void delete(RowBuffer keys) throws SQLException {
        stage.fill(keys, all(keys));
        statement(sql.delete()).executeUpdate();
    }

    /** Deletes the children of replaced parents that do not come again. */
    void deleteReplaced(ForeignKey parent, TableWriter parents) throws SQLException {
        statement(sql.deleteReplaced(parent, parents.stage)).executeUpdate();
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

    Stage stage() {
        return stage;
    }

    TableStatements sql() {
        return sql;
    }

    /** What identifies a row, or null. */
    UniqueKey key() {
        return key;
    }

    /** True when triggers may do anything with an inserted row, also leave it out. */
    boolean hasTriggers() {
        return triggers;
    }

    boolean clashesExpected() {
        return clashesExpected;
    }

    /** Whether the next chunk had better ask for existing keys first. */
    void expectClashes(boolean expected) {
        clashesExpected = expected;
    }

    private static BitSet all(RowBuffer rows) {
        BitSet all = new BitSet();
        all.set(0, rows.rows());
        return all;
    }

    private boolean isKey(int column) {
        return key != null && key.columns().contains(stage.columnNames().get(column));
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
