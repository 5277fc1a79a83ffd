package dev.caravan.relational;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Reads a database's catalogue through one connection. */
public interface SeenTables<T extends SeenTable> {
    /** The names of all tables and views but the database's and Caravan's own. */
    List<String> names() throws SQLException;

    /** The table or view with exactly this name. */
    Optional<T> table(String name) throws SQLException;
}
