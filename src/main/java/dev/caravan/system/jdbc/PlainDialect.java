package dev.caravan.system.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A database of which no more is known than what JDBC tells. One connection reads it, in one serializable transaction. */
final class PlainDialect implements Dialect {
    @Override
    public List<String> session() {
        return List.of();
    }

    @Override
    public List<String> names(Connection connection) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet row = connection
                .getMetaData()
                .getTables(connection.getCatalog(), connection.getSchema(), "%", new String[] {"TABLE", "VIEW"})) {
            while (row.next()) {
                names.add(row.getString("TABLE_NAME"));
            }
        }
        return names;
    }

    @Override
    public Optional<JdbcTable> table(Connection connection, String name) throws SQLException {
        int dot = name.indexOf('.');
        boolean own = names(connection).contains(name);
        String schema = own || dot < 0 ? connection.getSchema() : name.substring(0, dot);
        String table = own || dot < 0 ? name : name.substring(dot + 1);
        DatabaseMetaData data = connection.getMetaData();
        String quote = quote(data);
        List<JdbcColumn> columns = columns(connection, schema, table, quote);
        if (columns.isEmpty()) {
            return Optional.empty();
        }
        String quotedTable = quote + table + quote;
        String relation = schema == null ? quotedTable : quote + schema + quote + "." + quotedTable;
        List<String> primary = primaryKey(connection, schema, table);
        return Optional.of(
                new JdbcTable(name, relation, columns, primary, primary.isEmpty() ? List.of() : List.of(primary)));
    }

    @Override
    public int begin(List<Connection> connections) throws SQLException {
        Connection first = connections.get(0);
        DatabaseMetaData data = first.getMetaData();
        for (int level : new int[] {Connection.TRANSACTION_SERIALIZABLE, Connection.TRANSACTION_REPEATABLE_READ}) {
            if (data.supportsTransactionIsolationLevel(level)) {
                first.setTransactionIsolation(level);
                break;
            }
        }
        first.setAutoCommit(false);
        return 1;
    }

    @Override
    public boolean numbersRows() {
        return false;
    }

    /** Nothing is common to all databases: the statement itself ends the rows. */
    @Override
    public String limited(String query, int most) {
        return query;
    }

    @Override
    public String quoted(String name) {
        return '"' + name + '"';
    }

    private static String quote(DatabaseMetaData data) throws SQLException {
        String quote = data.getIdentifierQuoteString();
        return quote == null || quote.isBlank() ? "" : quote;
    }

    private static List<JdbcColumn> columns(Connection connection, String schema, String table, String quote)
            throws SQLException {
        List<JdbcColumn> columns = new ArrayList<>();
        try (ResultSet row =
                connection.getMetaData().getColumns(connection.getCatalog(), schema, escaped(connection, table), "%")) {
            while (row.next()) {
                if (!row.getString("TABLE_NAME").equals(table)) {
                    continue;
                }
                String name = row.getString("COLUMN_NAME");
                String declared = row.getString("TYPE_NAME");
                columns.add(new JdbcColumn(
                        name,
                        declared,
                        form(row.getInt("DATA_TYPE")),
                        quote + name + quote,
                        row.getInt("NULLABLE") != DatabaseMetaData.columnNoNulls,
                        false,
                        false));
            }
        }
        return columns;
    }

    private static List<String> primaryKey(Connection connection, String schema, String table) throws SQLException {
        TreeMap<Integer, String> key = new TreeMap<>();
        try (ResultSet row = connection.getMetaData().getPrimaryKeys(connection.getCatalog(), schema, table)) {
            while (row.next()) {
                key.put(row.getInt("KEY_SEQ"), row.getString("COLUMN_NAME"));
            }
        }
        return List.copyOf(key.values());
    }

    private static String escaped(Connection connection, String name) throws SQLException {
        String escape = connection.getMetaData().getSearchStringEscape();
        return escape == null || escape.isEmpty()
                ? name
                : name.replace(escape, escape + escape)
                        .replace("_", escape + "_")
                        .replace("%", escape + "%");
    }

    private static ColumnForm form(int type) {
        return switch (type) {
            case Types.BIT, Types.BOOLEAN -> ColumnForm.BOOLEAN;
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> ColumnForm.LONG;
            case Types.REAL, Types.FLOAT, Types.DOUBLE -> ColumnForm.DOUBLE;
            case Types.DECIMAL, Types.NUMERIC -> ColumnForm.DECIMAL;
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> ColumnForm.BYTES;
            case Types.DATE -> ColumnForm.LOCAL_DATE;
            case Types.TIME -> ColumnForm.LOCAL_TIME;
            case Types.TIMESTAMP -> ColumnForm.LOCAL_DATE_TIME;
            case Types.TIMESTAMP_WITH_TIMEZONE -> ColumnForm.OFFSET_DATE_TIME;
            default -> ColumnForm.TEXT;
        };
    }
}
