package dev.caravan.system.jdbc;

import dev.caravan.relational.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * MariaDB and MySQL. Dates travel as text, for the driver would hide those that do not exist; a {@code float} travels as the
 * double that it is, for its text has six digits.
 */
final class MariaDialect implements Dialect {
    /** Another session's right, or time, is missing for a lock; then one connection must do. */
    private static final int LOCK_SECONDS = 10;

    @Override
    public List<String> session() {
        return List.of(
                "SET NAMES utf8mb4 COLLATE utf8mb4_bin",
                "SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES', time_zone = '+00:00', lock_wait_timeout = "
                        + LOCK_SECONDS + ", net_write_timeout = 3600, wait_timeout = 86400",
                "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    }

    @Override
    public List<String> names(Connection connection) throws SQLException {
        return Sql.rows(
                connection,
                "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME NOT LIKE"
                        + " 'caravan|_%' ESCAPE '|' ORDER BY 1",
                row -> row.getString(1));
    }

    @Override
    public Optional<JdbcTable> table(Connection connection, String name) throws SQLException {
        int dot = name.indexOf('.');
        boolean own = Sql.one(
                        connection,
                        "SELECT count(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND BINARY"
                                + " TABLE_NAME = ?",
                        name)
                > 0;
        if (!own && dot < 0) {
            return Optional.empty();
        }
        String schema = own ? Sql.text(connection, "SELECT DATABASE()") : name.substring(0, dot);
        String table = own ? name : name.substring(dot + 1);
        List<JdbcColumn> columns = columns(connection, schema, table);
        if (columns.isEmpty()) {
            return Optional.empty();
        }
        Map<String, List<String>> keys = keys(connection, schema, table);
        return Optional.of(new JdbcTable(
                name,
                Sql.quoted(schema) + "." + Sql.quoted(table),
                columns,
                keys.getOrDefault("PRIMARY", List.of()),
                List.copyOf(keys.values())));
    }

    @Override
    public int begin(List<Connection> connections) throws SQLException {
        boolean locked = connections.size() > 1 && lock(connections.get(0));
        int begun = locked ? connections.size() : 1;
        try {
            for (int number = locked ? 1 : 0; number < begun; number++) {
                start(connections.get(number));
            }
        } finally {
            if (locked) {
                // The first holds the lock: it begins behind the others, and nothing was written since
                start(connections.get(0));
                Sql.run(connections.get(0), "UNLOCK TABLES");
            }
        }
        return begun;
    }

    @Override
    public boolean numbersRows() {
        return true;
    }

    @Override
    public String limited(String query, int most) {
        return query + " LIMIT " + most;
    }

    @Override
    public String quoted(String name) {
        return Sql.quoted(name);
    }

    private static void start(Connection connection) throws SQLException {
        Sql.run(connection, "START TRANSACTION WITH CONSISTENT SNAPSHOT");
    }

    private static boolean lock(Connection connection) {
        try {
            Sql.run(connection, "FLUSH TABLES WITH READ LOCK");
            return true;
        } catch (SQLException notAllowedOrBusy) {
            return false;
        }
    }

    private static List<JdbcColumn> columns(Connection connection, String schema, String table) throws SQLException {
        boolean maria = Sql.text(connection, "SELECT VERSION()").contains("MariaDB");
        // What is called JSON is text with a check there, and a type of its own in MySQL
        List<String> json = !maria
                ? List.of()
                : Sql.rows(
                        connection,
                        "SELECT CONSTRAINT_NAME FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = ? AND"
                                + " TABLE_NAME = ? AND CHECK_CLAUSE LIKE 'json_valid(%'",
                        row -> row.getString(1),
                        schema,
                        table);
        return Sql.rows(
                connection,
                "SELECT COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, IS_NULLABLE, EXTRA FROM information_schema.COLUMNS WHERE"
                        + " TABLE_SCHEMA = ? AND BINARY TABLE_NAME = ? ORDER BY ORDINAL_POSITION",
                row -> column(row, json),
                schema,
                table);
    }

    private static JdbcColumn column(ResultSet row, List<String> json) throws SQLException {
        String name = row.getString(1);
        String type = row.getString(2);
        String declared = row.getString(3);
        String quoted = Sql.quoted(name);
        ColumnForm form = form(type, declared, json.contains(name));
        String expression =
                switch (type) {
                    case "date", "datetime", "timestamp", "time" -> "CAST(" + quoted + " AS CHAR)";
                    case "float" -> "CAST(" + quoted + " AS DOUBLE)";
                    case "bit" -> "CAST(" + quoted + " AS UNSIGNED)";
                    default -> form == ColumnForm.BYTES && isGeometry(type) ? "ST_AsBinary(" + quoted + ")" : quoted;
                };
        boolean generated = row.getString(5).toUpperCase(java.util.Locale.ROOT).contains(" GENERATED");
        boolean guarded = type.startsWith("long") || type.startsWith("medium") && !type.equals("mediumint");
        return new JdbcColumn(name, declared, form, expression, row.getString(4).equals("YES"), generated, guarded);
    }

    private static ColumnForm form(String type, String declared, boolean json) {
        return switch (type) {
            case "tinyint", "smallint", "mediumint", "int", "year" -> ColumnForm.LONG;
            case "bigint" -> declared.contains("unsigned") ? ColumnForm.WHOLE : ColumnForm.LONG;
            case "bit" -> ColumnForm.WHOLE;
            case "decimal" -> ColumnForm.DECIMAL;
            case "float", "double" -> ColumnForm.DOUBLE;
            case "date" -> ColumnForm.DATE;
            case "datetime" -> ColumnForm.DATE_TIME;
            case "timestamp" -> ColumnForm.INSTANT;
            case "time" -> ColumnForm.TEXT;
            case "json" -> ColumnForm.JSON;
            case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" -> ColumnForm.BYTES;
            case "char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set" ->
                json ? ColumnForm.JSON : ColumnForm.UTF8;
            default -> isGeometry(type) ? ColumnForm.BYTES : ColumnForm.TEXT;
        };
    }

    private static boolean isGeometry(String type) {
        return type.matches("geometry|point|linestring|polygon|multi.*|geometrycollection");
    }

    /** Unique indexes over whole columns that are never NULL, the primary key first. */
    private static Map<String, List<String>> keys(Connection connection, String schema, String table)
            throws SQLException {
        Map<String, List<String>> keys = new LinkedHashMap<>();
        List<String> partial = new ArrayList<>();
        Sql.rows(
                connection,
                "SELECT INDEX_NAME, COLUMN_NAME, NULLABLE = 'YES' OR SUB_PART IS NOT NULL FROM information_schema.STATISTICS"
                        + " WHERE TABLE_SCHEMA = ? AND BINARY TABLE_NAME = ? AND NON_UNIQUE = 0"
                        + " ORDER BY INDEX_NAME <> 'PRIMARY', INDEX_NAME, SEQ_IN_INDEX",
                row -> {
                    keys.computeIfAbsent(row.getString(1), name -> new ArrayList<>())
                            .add(row.getString(2));
                    return row.getBoolean(3) && partial.add(row.getString(1));
                },
                schema,
                table);
        keys.keySet().removeAll(partial);
        return keys;
    }
}
