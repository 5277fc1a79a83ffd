package dev.caravan.cli;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A database file as a test looks at it, and does harm to it, behind the program's back. */
record Sqlite(Path file) {

    /** Every row, its columns by name. */
    List<Map<String, Object>> rows(String sql, Object... values) {
        return with(connection -> {
            try (PreparedStatement statement = prepare(connection, sql, values);
                    ResultSet rows = statement.executeQuery()) {
                List<Map<String, Object>> found = new ArrayList<>();
                while (rows.next()) {
                    Map<String, Object> row = new LinkedHashMap<>();
                    for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                        row.put(rows.getMetaData().getColumnLabel(column), rows.getObject(column));
                    }
                    found.add(row);
                }
                return found;
            }
        });
    }

    /** The first column of every row, as text. */
    List<String> column(String sql, Object... values) {
        return rows(sql, values).stream()
                .map(row -> String.valueOf(row.values().iterator().next()))
                .toList();
    }

    /** The one value of a query. */
    long number(String sql, Object... values) {
        return Long.parseLong(column(sql, values).get(0));
    }

    /** Runs statements one by one, each in its own transaction. */
    Sqlite run(String... statements) {
        return with(connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
            return this;
        });
    }

    /** Runs a whole script, triggers and all. */
    Sqlite script(String sql) {
        return with(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(sql);
            }
            return this;
        });
    }

    int update(String sql, Object... values) {
        return with(connection -> {
            try (PreparedStatement statement = prepare(connection, sql, values)) {
                return statement.executeUpdate();
            }
        });
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int at = 0; at < values.length; at++) {
            statement.setObject(at + 1, values[at]);
        }
        return statement;
    }

    private <T> T with(Work<T> work) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            return work.on(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }
}
