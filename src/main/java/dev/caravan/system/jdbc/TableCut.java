package dev.caravan.system.jdbc;

import dev.caravan.model.Partition;
import dev.caravan.model.RowBuffer;
import dev.caravan.relational.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Cuts a table into ranges of its key with equally many rows, always the same for the same content. */
final class TableCut {
    private static final long SMALLEST = 50_000;
    private static final long MOST_PARTS = 16;

    private final Connection connection;
    private final TableQuery query;

    TableCut(Connection connection, TableQuery query) {
        this.connection = connection;
        this.query = query;
    }

    List<Partition> partitions() throws SQLException {
        String table = query.table().name();
        long rows = Sql.one(connection, "SELECT count(*) FROM " + query.table().relation());
        long parts = Math.min(MOST_PARTS, rows / SMALLEST);
        if (parts < 2 || !query.server().dialect().numbersRows()) {
            return List.of(new Partition(table, table, "", rows, -1));
        }
        long step = (rows + parts - 1) / parts;
        List<KeyToken> borders = Sql.rows(connection, query.borders(), this::token, step, rows);
        List<Partition> partitions = new ArrayList<>();
        KeyToken after = null;
        for (int part = 0; part <= borders.size(); part++) {
            KeyToken upTo = part < borders.size() ? borders.get(part) : null;
            String id = table + " part " + (part + 1) + " of " + (borders.size() + 1);
            partitions.add(new Partition(
                    id, table, new KeyRange(after, upTo).toString(), Math.min(step, rows - step * part), -1));
            after = upTo;
        }
        return partitions;
    }

    private KeyToken token(ResultSet row) throws SQLException {
        RowBuffer key = new RowBuffer(query.key(), 1);
        CellReader cells = new CellReader(query.server().zeroDates());
        key.beginRow(0);
        int[] all = new int[query.key().size()];
        for (int column = 0; column < all.length; column++) {
            cells.copy(
                    row,
                    column + 1,
                    query.table().column(query.key().get(column)).form(),
                    key);
            all[column] = column;
        }
        key.endRow();
        return KeyToken.of(key, 0, all);
    }
}
