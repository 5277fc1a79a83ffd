package dev.caravan.system.sqlite;

import dev.caravan.model.RowBuffer;
import dev.caravan.model.TableShape.Accepts;
import dev.caravan.relational.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;

/**
 * A temporary table that holds the rows of one chunk, so that one INSERT .. SELECT moves them: a full-text index that triggers
 * keep is flushed at every statement, so a statement a row is four times slower.
 *
 * <p>Its columns have the affinities of the target's, so a row here equals the row as it will be stored. Column {@code row} is
 * the row's number in the buffer; {@code pass} tells whether it is to be inserted ({@link #OPEN}), waits ({@link #LATE}), or
 * neither ({@link #DONE}).
 */
final class Stage implements AutoCloseable {
    static final int DONE = 0;
    static final int OPEN = 1;
    static final int LATE = 2;
    /** Done, and the row that was there before has given way, so its children must too. */
    static final int REPLACED = 3;

    private static final int BATCH = 512;

    private final Connection connection;
    private final String name;
    private final List<SqliteColumn> columns;
    private final int[] cells;
    private final boolean[] bytesAsText;
    private final PreparedStatement insert;
    private final PreparedStatement pass;
    private final PreparedStatement clear;

    /**
     * Makes the stage.
     *
     * @param number tells the stages of a connection apart
     * @param columns the columns that are written
     * @param cells where each is found in the buffer
     * @param utf8 whether the database keeps text as UTF-8, so that bytes can be bound as they are
     */
    Stage(Connection connection, int number, List<SqliteColumn> columns, int[] cells, boolean utf8)
            throws SQLException {
        this.connection = connection;
        this.name = "temp.caravan_stage_" + number;
        this.columns = List.copyOf(columns);
        this.cells = cells.clone();
        this.bytesAsText = new boolean[cells.length];
        StringBuilder define = new StringBuilder("CREATE TABLE " + name + " (row INTEGER PRIMARY KEY, pass INTEGER");
        StringBuilder parameters = new StringBuilder("?, " + OPEN);
        for (int i = 0; i < cells.length; i++) {
            SqliteColumn column = columns.get(i);
            bytesAsText[i] = utf8 && column.accepts() == Accepts.TEXT;
            define.append(", c").append(i).append(' ').append(column.affinity().typeName());
            parameters.append(bytesAsText[i] ? ", CAST(? AS TEXT)" : ", ?");
        }
        Sql.run(connection, define + ")");
        insert = connection.prepareStatement("INSERT INTO " + name + " VALUES (" + parameters + ")");
        pass = connection.prepareStatement("UPDATE " + name + " SET pass = ? WHERE row = ?");
        clear = connection.prepareStatement("DELETE FROM " + name);
    }

    String name() {
        return name;
    }

    List<SqliteColumn> columns() {
        return columns;
    }

    List<String> columnNames() {
        return columns.stream().map(SqliteColumn::name).toList();
    }

    /** The stage's own name of a column of the table. */
    String column(String column) {
        return "c" + columnNames().indexOf(column);
    }

    boolean has(List<String> wanted) {
        return columnNames().containsAll(wanted);
    }

    /** Takes the wanted rows in, in place of all that was here. */
    void fill(RowBuffer rows, BitSet wanted) throws SQLException {
        clear.executeUpdate();
        int waiting = 0;
        for (int row = wanted.nextSetBit(0); row >= 0; row = wanted.nextSetBit(row + 1)) {
            insert.setLong(1, row);
            for (int i = 0; i < cells.length; i++) {
                bind(i, rows, row);
            }
            insert.addBatch();
            if (++waiting == BATCH) {
                insert.executeBatch();
                waiting = 0;
            }
        }
        insert.executeBatch();
    }

    /** Sets the pass of some rows. */
    void mark(BitSet rows, int newPass) throws SQLException {
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            pass.setInt(1, newPass);
            pass.setInt(2, row);
            pass.addBatch();
        }
        pass.executeBatch();
    }

    private void bind(int column, RowBuffer rows, int row) throws SQLException {
        int cell = cells[column];
        int at = column + 2;
        switch (rows.type(row, cell)) {
            case NULL -> insert.setNull(at, java.sql.Types.NULL);
            case BOOLEAN, INTEGER -> insert.setLong(at, rows.longValue(row, cell));
            case REAL -> insert.setDouble(at, rows.doubleValue(row, cell));
            case DECIMAL -> insert.setObject(at, CellFit.exact(rows.text(row, cell)));
            case BLOB, VECTOR -> insert.setBytes(at, rows.bytes(row, cell));
            case TEXT, JSON -> {
                if (bytesAsText[column]) {
                    insert.setBytes(at, rows.bytes(row, cell));
                } else {
                    insert.setString(at, rows.text(row, cell));
                }
            }
            case INVALID_TEXT -> throw new IllegalStateException("invalid text was let through");
        }
    }

    @Override
    public void close() throws SQLException {
        insert.close();
        pass.close();
        clear.close();
        Sql.run(connection, "DROP TABLE " + name);
    }
}
