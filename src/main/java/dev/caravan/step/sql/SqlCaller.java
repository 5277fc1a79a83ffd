package dev.caravan.step.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/** Sends one statement over a connection. Safe for use by several threads, each with its own connection. */
@FunctionalInterface
public interface SqlCaller {
    /**
     * What came of it. The connection stays open, and nothing is committed.
     *
     * @param values those that the statement names as {@code :?name}, bound and never part of its text; a value may be null.
     *     Empty: the statement is sent as it stands
     * @throws SQLException when the database refuses it, or a name has no value
     */
    Answer call(Connection connection, String statement, Map<String, Object> values) throws SQLException;

    /** The same, of a statement without values. */
    default Answer call(Connection connection, String statement) throws SQLException {
        return call(connection, statement, Map.of());
    }

    /**
     * An answer.
     *
     * @param rows how many it changed, or gave
     * @param value the first column of the first row that it gave; null for none
     */
    record Answer(long rows, Object value) {}
}
