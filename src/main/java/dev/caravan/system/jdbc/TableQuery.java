package dev.caravan.system.jdbc;

import dev.caravan.relational.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The SQL that reads a table in the order of a key, never by offset.
 *
 * @param key the columns that identify a record, by which the rows are ordered
 */
record TableQuery(JdbcTable table, List<String> key, JdbcServer server) {
    private static final int FETCH = 1000;

    TableQuery {
        key = List.copyOf(key);
    }

    List<String> names() {
        return table.columnNames();
    }

    int[] keyCells() {
        return key.stream().mapToInt(names()::indexOf).toArray();
    }

    /** True when a last column tells whether a value was too large to be read. */
    boolean guarded() {
        return table.columns().stream().anyMatch(JdbcColumn::guarded);
    }

    /** Rows behind one key up to another, either of which may be null; at most so many, or some more. */
    PreparedStatement page(Connection connection, KeyToken after, KeyToken upTo, int most) throws SQLException {
        List<String> conditions = new ArrayList<>();
        if (after != null) {
            conditions.add(beyond(">", ">"));
        }
        if (upTo != null) {
            conditions.add(beyond("<", "<="));
        }
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        String sql = "SELECT " + cells() + " FROM " + table.relation() + where + " ORDER BY " + keyList();
        PreparedStatement statement =
                connection.prepareStatement(server.dialect().limited(sql, most));
        statement.setFetchSize(FETCH);
        statement.setMaxRows(most);
        int at = 1;
        for (KeyToken bound : new KeyToken[] {after, upTo}) {
            if (bound != null) {
                at = bind(statement, at, bound);
            }
        }
        return statement;
    }

    /** Selects every {@code step}th key but the last row's; parameters are the step and the number of rows. */
    String borders() {
        Dialect dialect = server.dialect();
        return "SELECT " + Sql.joined(key, ", ", column -> table.column(column).expression()) + " FROM (SELECT "
                + Sql.joined(key, ", ", dialect::quoted) + ", row_number() OVER (ORDER BY " + keyList()
                + ") AS caravan_number FROM " + table.relation() + ") AS numbered"
                + " WHERE caravan_number % ? = 0 AND caravan_number < ? ORDER BY " + keyList();
    }

    /** Compared column by column: not every server finds the way of a pair through an index. */
    private String beyond(String within, String last) {
        List<String> ways = new ArrayList<>();
        for (int column = 0; column < key.size(); column++) {
            List<String> parts = new ArrayList<>();
            for (int before = 0; before < column; before++) {
                parts.add(name(before) + " = ?");
            }
            parts.add(name(column) + " " + (column == key.size() - 1 ? last : within) + " ?");
            ways.add("(" + String.join(" AND ", parts) + ")");
        }
        return "(" + String.join(" OR ", ways) + ")";
    }

    private int bind(PreparedStatement statement, int first, KeyToken bound) throws SQLException {
        int at = first;
        for (int column = 0; column < key.size(); column++) {
            for (int value = 0; value <= column; value++) {
                bound.bind(statement, at++, value, table.column(key.get(value)).form());
            }
        }
        return at;
    }

    private String cells() {
        List<String> cells = new ArrayList<>();
        List<String> tooLarge = new ArrayList<>();
        for (JdbcColumn column : table.columns()) {
            String tooLong = "octet_length(" + column.expression() + ") > " + server.longest();
            cells.add(
                    column.guarded()
                            ? "CASE WHEN " + tooLong + " THEN NULL ELSE " + column.expression() + " END"
                            : column.expression());
            if (column.guarded()) {
                tooLarge.add("coalesce(" + tooLong + ", false)");
            }
        }
        if (!tooLarge.isEmpty()) {
            cells.add(String.join(" OR ", tooLarge));
        }
        return String.join(", ", cells);
    }

    private String name(int column) {
        return server.dialect().quoted(key.get(column));
    }

    private String keyList() {
        return Sql.joined(key, ", ", server.dialect()::quoted);
    }
}
