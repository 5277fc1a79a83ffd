package dev.caravan.system.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What differs from one kind of database to the next. */
interface Dialect {
    /** What each connection says first. */
    List<String> session();

    /** The names of all tables and views, but Caravan's own. */
    List<String> names(Connection connection) throws SQLException;

    /** The table or view with exactly this name. */
    Optional<JdbcTable> table(Connection connection, String name) throws SQLException;

    /**
     * Begins a transaction on each connection, all of which see one state.
     *
     * @return how many of the connections do, from the first; the others are not begun
     */
    int begin(List<Connection> connections) throws SQLException;

    /** True when the server numbers rows by {@code row_number()}, so that a table can be cut. */
    boolean numbersRows();

    /** A query for so many rows at the most. */
    String limited(String query, int most);

    /** A name that stands for itself. */
    String quoted(String name);
}
