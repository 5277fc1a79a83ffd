package dev.caravan.system.postgresql;

import dev.caravan.model.Partition;
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
    private final long rows;

    TableCut(Connection connection, TableQuery query, long rows) {
        this.connection = connection;
        this.query = query;
        this.rows = rows;
    }

    List<Partition> partitions() throws SQLException {
        String table = query.table().name();
        long parts = Math.min(MOST_PARTS, rows / SMALLEST);
        if (query.whole() || query.byPlace() || parts < 2) {
            return List.of(new Partition(table, table, "", rows, -1));
        }
        long step = (rows + parts - 1) / parts;
        List<KeyToken> borders = borders(step);
        List<Partition> partitions = new ArrayList<>();
        KeyToken after = null;
        for (int part = 0; part <= borders.size(); part++) {
            KeyToken upTo = part < borders.size() ? borders.get(part) : null;
            String id = table + " part " + (part + 1) + " of " + (borders.size() + 1);
            long size = Math.min(step, rows - step * part);
            partitions.add(new Partition(id, table, new KeyRange(after, upTo).toString(), size, -1));
            after = upTo;
        }
        return partitions;
    }

    /** Every {@code step}th key but the last row's. */
    private List<KeyToken> borders(long step) throws SQLException {
        String order = Sql.list(query.order());
        String texts = Sql.joined(query.order(), ", ", column -> Sql.quoted(column) + "::text");
        return Sql.rows(
                connection,
                "SELECT " + texts + " FROM (SELECT " + order + ", row_number() OVER (ORDER BY " + order
                        + ") AS caravan_number FROM " + query.table().relation() + ") AS numbered"
                        + " WHERE caravan_number % ? = 0 AND caravan_number < ? ORDER BY " + order,
                this::token,
                step,
                rows);
    }

    private KeyToken token(ResultSet row) throws SQLException {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= query.order().size(); i++) {
            values.add(row.getString(i));
        }
        return new KeyToken(values);
    }
}
