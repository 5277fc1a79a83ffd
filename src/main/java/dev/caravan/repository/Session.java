package dev.caravan.repository;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The statements of a connection; used by one thread at a time. Each SQL text is prepared once. */
final class Session {
    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private long bytes;

    Session(Connection connection) {
        this.connection = connection;
    }

    void begin() throws SQLException {
        bytes = 0;
        script("BEGIN IMMEDIATE");
    }

    void commit() throws SQLException {
        script("COMMIT");
    }

    /** Ends the transaction. SQLite has often done so itself, so what fails here must not hide {@code reason}. */
    void rollback(Throwable reason) {
        forgetStatements(reason);
        try {
            script("ROLLBACK");
        } catch (SQLException alreadyEnded) {
            reason.addSuppressed(alreadyEnded);
        }
    }

    /** After a failure: the driver closes a statement that failed, and then refuses to use it again. */
    void forgetStatements(Throwable reason) {
        for (PreparedStatement statement : prepared.values()) {
            try {
                statement.close();
            } catch (SQLException e) {
                reason.addSuppressed(e);
            }
        }
        prepared.clear();
    }

    /** How many bytes of values the transaction has written so far. */
    long bytes() {
        return bytes;
    }

    /** Runs several statements without arguments. */
    void script(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /** Runs a statement that changes rows; answers how many. */
    int update(String sql, Object... arguments) throws SQLException {
        for (Object argument : arguments) {
            bytes += size(argument);
        }
        return prepare(sql, arguments).executeUpdate();
    }

    /** All rows of a query. */
    <T> List<T> list(String sql, Row<T> row, Object... arguments) throws SQLException {
        List<T> found = new ArrayList<>();
        try (ResultSet rows = prepare(sql, arguments).executeQuery()) {
            while (rows.next()) {
                found.add(row.read(rows));
            }
        }
        return found;
    }

    /** The first row of a query. */
    <T> Optional<T> first(String sql, Row<T> row, Object... arguments) throws SQLException {
        try (ResultSet rows = prepare(sql, arguments).executeQuery()) {
            return rows.next() ? Optional.of(row.read(rows)) : Optional.empty();
        }
    }

    void close() throws SQLException {
        connection.close();
    }

    private PreparedStatement prepare(String sql, Object[] arguments) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i]);
        }
        return statement;
    }

    private static long size(Object argument) {
        if (argument instanceof byte[] blob) {
            return blob.length;
        }
        return argument instanceof String text ? text.length() : Long.BYTES;
    }

    /** Makes something of the current row. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }
}
