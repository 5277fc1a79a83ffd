package dev.caravan.system.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Collections;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Pieces of SQL text. Names come from the catalogue and are quoted all the same. */
final class Sql {
    private Sql() {}

    /** A name that stands for itself, whatever is in it. */
    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A table of the database itself, never a temporary one of the same name. */
    static String table(String name) {
        return "main." + quoted(name);
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

    /** Runs a statement that gives nothing back. */
    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The one number that a query answers; 0 for no row. */
    static long one(Connection connection, String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /** The one text that a query answers. */
    static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
