package dev.caravan.system.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Pieces of SQL text, and short questions. Names come from the catalogue and are quoted all the same. */
final class Sql {
    private Sql() {}

    /** A name that stands for itself, whatever is in it. */
    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A text that stands for itself. */
    static String literal(String text) {
        String escaped = text.replace("'", "''");
        return text.indexOf('\\') < 0 ? "'" + escaped + "'" : " E'" + escaped.replace("\\", "\\\\") + "'";
    }

    static String list(Collection<String> names) {
        return joined(names, ", ", Sql::quoted);
    }

    static String joined(Collection<String> names, String between, Function<String, String> piece) {
        return names.stream().map(piece).collect(Collectors.joining(between));
    }

    static String parameters(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }

    /** Runs a statement, or several, that give nothing back. */
    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The one number that a query answers; 0 for no row. */
    static long one(Connection connection, String sql, Object... parameters) throws SQLException {
        List<Long> found = rows(connection, sql, row -> row.getLong(1), parameters);
        return found.isEmpty() ? 0 : found.get(0);
    }

    /** The one text that a query answers. */
    static String text(Connection connection, String sql, Object... parameters) throws SQLException {
        return rows(connection, sql, row -> row.getString(1), parameters).get(0);
    }

    /** What a query answers, row by row. */
    static <T> List<T> rows(Connection connection, String sql, RowReader<T> reader, Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                List<T> rows = new ArrayList<>();
                while (row.next()) {
                    rows.add(reader.read(row));
                }
                return rows;
            }
        }
    }

    /** Makes something of the current row. */
    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }
}
