package dev.caravan.relational;

import dev.caravan.model.CaravanException;
import dev.caravan.model.TableShape;
import dev.caravan.spi.Catalogue;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A catalogue over the tables of a database, also over those that its schema files will make. One caller at a time. */
public abstract class SeenCatalogue<T extends SeenTable> implements Catalogue {
    /** The table as it is, or as the schema files will make it. */
    protected abstract Optional<T> find(String name) throws SQLException;

    /** How many rows the table has; 0 while it is not there. */
    protected abstract long rows(String name) throws SQLException;

    protected abstract CaravanException failure(SQLException cause, String what);

    @Override
    public synchronized Optional<TableShape> table(String name) {
        return seen(name).map(SeenTable::shape);
    }

    @Override
    public synchronized Set<String> references(String table) {
        return seen(table).map(SeenTable::references).orElse(Set.of());
    }

    @Override
    public synchronized boolean ordered(String table, List<String> key) {
        return seen(table).map(found -> found.isOrdered(key)).orElse(false);
    }

    @Override
    public synchronized long count(String table) {
        try {
            return rows(table);
        } catch (SQLException e) {
            throw failure(e, "table '" + table + "' could not be counted");
        }
    }

    private Optional<T> seen(String name) {
        try {
            return find(name);
        } catch (SQLException e) {
            throw failure(e, "table '" + name + "' could not be looked up");
        }
    }
}
