package dev.caravan.relational;

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
public final class Sql {
    private Sql() {}

    /** A name that stands for itself, whatever is in it. */
    public static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Names, quoted, parted by commas. */
    public static String list(Collection<String> names) {
        return joined(names, ", ", Sql::quoted);
    }

    /** What {@code piece} makes of each name, with {@code between} between them. */
    public static String joined(Collection<String> names, String between, Function<String, String> piece) {
        return names.stream().map(piece).collect(Collectors.joining(between));
    }

    /** As many parameters, parted by commas. */
    public static String parameters(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }

    /** Runs what gives nothing back. */
    public static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The one number that a query answers; 0 for no row. */
    public static long one(Connection connection, String sql, Object... parameters) throws SQLException {
        List<Long> found = rows(connection, sql, row -> row.getLong(1), parameters);
        return found.isEmpty() ? 0 : found.get(0);
    }

    /** The one text that a query answers; null for no row. */
    public static String text(Connection connection, String sql, Object... parameters) throws SQLException {
        List<String> found = rows(connection, sql, row -> row.getString(1), parameters);
        return found.isEmpty() ? null : found.get(0);
    }

    /** Runs a statement with parameters; answers how many rows it changed. */
    public static int update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            return statement.executeUpdate();
        }
    }

    /** What a query answers, row by row. */
    public static <T> List<T> rows(Connection connection, String sql, RowReader<T> reader, Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            try (ResultSet row = statement.executeQuery()) {
                List<T> rows = new ArrayList<>();
                while (row.next()) {
                    rows.add(reader.read(row));
                }
                return rows;
            }
        }
    }

    private static void bind(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
    }

    /** Makes something of the current row. */
    @FunctionalInterface
    public interface RowReader<T> {
        /** Does not move to another row. */
        T read(ResultSet row) throws SQLException;
    }
}
