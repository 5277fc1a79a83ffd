package dev.caravan.spi;

import dev.caravan.model.TableShape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells what tables a system has. Safe for use by several threads. */
public interface Catalogue extends AutoCloseable {
    /** The table with exactly this name, or nothing. Reads the system's own catalogue; never trusts the name. */
    Optional<TableShape> table(String name);

    /** True when the table is there now. */
    default boolean has(String table) {
        return table(table).isPresent();
    }

    /** How many rows the table has now; of one that is not there none, or a mistake, as the system has it. */
    long count(String table);

    /**
     * What a table has been made with beside its columns, such as the distance function of its index or the
     * {@code dimension} of its vectors, by name: a table of the same kind is made with the same.
     */
    default Map<String, String> settings(String table) {
        return Map.of();
    }

    /**
     * The tables that rows of this one must name a row of, itself among them where it is one; empty where there are none. A row
     * is refused as long as the row that it names is not there.
     */
    default Set<String> references(String table) {
        return Set.of();
    }

    /**
     * True when the table is read, as a source and by a scan, in the ascending order of these columns, no two rows alike in them:
     * whole numbers by value, texts and bytes by their bytes. It is a hint: who relies on it looks while reading.
     *
     * @param key empty for the primary key
     */
    default boolean ordered(String table, List<String> key) {
        return false;
    }

    @Override
    void close();
}
