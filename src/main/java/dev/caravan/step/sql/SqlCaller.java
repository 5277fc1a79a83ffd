package dev.caravan.step.sql;

import java.sql.Connection;
import java.sql.SQLException;

/** Sends one statement over a connection. Safe for use by several threads, each with its own connection. */
@FunctionalInterface
public interface SqlCaller {
    /**
     * What came of it. The connection stays open, and nothing is committed.
     *
     * @throws SQLException when the database refuses it
     */
    Answer call(Connection connection, String statement) throws SQLException;

    /**
     * An answer.
     *
     * @param rows how many it changed, or gave
     * @param value the first column of the first row that it gave; null for none
     */
    record Answer(long rows, Object value) {}
}
