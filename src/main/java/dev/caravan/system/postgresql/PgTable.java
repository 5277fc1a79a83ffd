package dev.caravan.system.postgresql;

import dev.caravan.model.TableShape;
import dev.caravan.relational.SeenTable;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One table or view as the catalogue has it.
 *
 * @param name as it was asked for: alone, or behind its schema and a dot
 * @param relation schema and name, quoted, as SQL wants it
 * @param kind as in pg_class: r table, p partitioned table, v view, m materialized view, f foreign table
 * @param primaryKey its columns in order; empty when there is none
 * @param uniques every set of columns that a whole, immediate unique index covers
 * @param triggers true when a trigger of a user fires for its rows
 * @param deferred constraints other than foreign keys that are checked at the commit, quoted
 */
record PgTable(
        long oid,
        String name,
        String relation,
        char kind,
        List<PgColumn> columns,
        List<String> primaryKey,
        List<List<String>> uniques,
        List<ForeignKey> foreignKeys,
        boolean triggers,
        List<String> deferred)
        implements SeenTable {

    PgTable {
        columns = List.copyOf(columns);
        primaryKey = List.copyOf(primaryKey);
        uniques = List.copyOf(uniques);
        foreignKeys = List.copyOf(foreignKeys);
        deferred = List.copyOf(deferred);
    }

    /**
     * Columns that name a row of another table.
     *
     * @param name of the constraint
     * @param relation the other table, quoted
     * @param to that table's columns
     * @param deferred true when it is checked at the commit
     */
    record ForeignKey(
            String name, List<String> columns, String table, String relation, List<String> to, boolean deferred) {}

    @Override
    public boolean isTable() {
        return kind == 'r' || kind == 'p' || kind == 'f';
    }

    @Override
    public String type() {
        return isTable() ? "table" : "view";
    }

    @Override
    public Set<String> references() {
        return foreignKeys.stream().map(ForeignKey::table).collect(Collectors.toSet());
    }

    /** True when rows have a place of their own in one file. */
    boolean isHeap() {
        return kind == 'r' || kind == 'm';
    }

    /** The same table without the rows of those that inherit from it. */
    PgTable alone() {
        return as(kind, "ONLY " + relation);
    }

    /** The same table with the rows of those that inherit from it: their places are in several files. */
    PgTable withHeirs() {
        return as('p', relation);
    }

    private PgTable as(char otherKind, String otherRelation) {
        return new PgTable(
                oid, name, otherRelation, otherKind, columns, primaryKey, uniques, foreignKeys, triggers, deferred);
    }

    PgColumn column(String column) {
        return columns.stream()
                .filter(candidate -> candidate.name().equals(column))
                .findFirst()
                .orElse(null);
    }

    @Override
    public List<String> columnNames() {
        return columns.stream().map(PgColumn::name).toList();
    }

    @Override
    public boolean isUnique(List<String> key) {
        return uniques.stream().anyMatch(unique -> unique.size() == key.size() && unique.containsAll(key));
    }

    @Override
    public boolean isOrdered(List<String> wanted) {
        List<String> key = wanted.isEmpty() ? primaryKey : wanted;
        return !key.isEmpty()
                && isUnique(key)
                && key.stream().map(this::column).allMatch(column -> !column.nullable() && column.isOrderedByBytes());
    }

    @Override
    public TableShape shape() {
        return new TableShape(name, columns.stream().map(PgColumn::shape).toList(), primaryKey);
    }
}
