package dev.caravan.spi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Pipeline;
import dev.caravan.model.SystemSettings;
import dev.caravan.model.TableShape;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One kind of system, as it is registered in {@code Systems}. Methods for a side it does not have throw
 * {@code CaravanException} NOT_BUILT that names the kind and the side.
 */
public interface SystemKind {
    /** The name in {@code systems:}. */
    String name();

    /** True when only one connection can write at a time, so that more writers would only wait for one another. */
    default boolean singleWriter() {
        return false;
    }

    /** True when a chunk and its ledger row are written in one transaction, and can be taken back until it is committed. */
    default boolean transactional() {
        return false;
    }

    /** A source for what a pipeline exports. Nothing is opened yet. */
    Source source(Pipeline.Export export);

    /** The same for a look that needs no vectors: they may be left out, where reading them takes long. */
    default Source glance(Pipeline.Export export) {
        return source(export);
    }

    /**
     * A source over one table of a target, for verification: all columns named, ordered by key.
     *
     * @param columns the columns to read, in this order
     * @param key the columns that identify a row
     */
    Source scan(SystemSettings system, String table, List<String> columns, List<String> key);

    /** The same, its rows in whatever order is quickest. */
    default Source scanInAnyOrder(SystemSettings system, String table, List<String> columns, List<String> key) {
        return scan(system, table, columns, key);
    }

    /** How the rows of a table of a target come back, where that is not exactly as they were written. */
    default StoredForm storedForm(SystemSettings system, TargetTable table) {
        return StoredForm.SAME;
    }

    /** The columns that identify a row of an import's table; empty where the source's table says so. */
    default List<String> key(Pipeline.Import into) {
        return into.key();
    }

    /**
     * A target for an import. Nothing is opened yet.
     *
     * @param tables every table the pipeline writes, parents before children, with the key that identifies a row
     */
    Target target(Pipeline.Import into, List<TargetTable> tables);

    /** The tables of the system. */
    Catalogue catalogue(SystemSettings system);

    /** True when what it holds can be searched by vectors; see {@link #neighbours}. */
    default boolean searchable() {
        return false;
    }

    /** Searches vectors; nothing where this kind has no index for them. */
    default Optional<NearestNeighbours> neighbours(SystemSettings system) {
        return Optional.empty();
    }

    /** The whole-system check of this name ({@code orphans}, {@code full-text}, {@code integrity}) over some tables. */
    SystemCheck check(SystemSettings system, String check, List<TableShape> tables);

    /** How the system is copied aside and brought back. Nothing is opened yet. */
    default Snapshot snapshot(SystemSettings system) {
        throw new CaravanException(
                ErrorCode.NOT_BUILT, system.place(), "a system of kind '" + name() + "' cannot be copied aside yet");
    }

    /**
     * How the system is kept from being written. Nothing is opened yet.
     *
     * @param options the step's own keys, such as the user that the application writes as; an object
     */
    default Freeze freeze(SystemSettings system, JsonNode options) {
        throw new CaravanException(
                ErrorCode.NOT_BUILT, system.place(), "a system of kind '" + name() + "' cannot be frozen yet");
    }

    /**
     * A table that is written.
     *
     * @param key the columns that identify a row; empty where nothing does
     * @param models settings of the tables of the same kind that its rows come from, each once; empty where they come from
     *     another kind. See {@link Catalogue#settings}
     * @param repeats true when equal rows are rows of their own: nothing identifies one, so the key is all of its columns
     */
    record TargetTable(String table, List<String> key, List<Map<String, String>> models, boolean repeats) {
        /** A table whose rows come from another kind of system. */
        public TargetTable(String table, List<String> key) {
            this(table, key, List.of());
        }

        /** A table whose key tells rows apart. */
        public TargetTable(String table, List<String> key, List<Map<String, String>> models) {
            this(table, key, models, false);
        }

        public TargetTable {
            key = List.copyOf(key);
            models = List.copyOf(models);
        }
    }
}
