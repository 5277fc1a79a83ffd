package dev.caravan.system.sqlite;

import dev.caravan.model.TableShape;
import dev.caravan.relational.ForeignKey;
import dev.caravan.relational.SeenTable;
import dev.caravan.relational.Sql;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One table or view as the catalogue has it.
 *
 * @param type {@code table}, {@code view}, {@code virtual} or {@code shadow}
 * @param sql the statement that made it
 * @param primaryKey its columns in order; empty when there is none
 * @param uniques every set of columns that a whole unique index or the primary key covers, with the index's collations
 */
record SqliteTable(
        String name,
        String type,
        boolean withoutRowid,
        boolean strict,
        String sql,
        List<SqliteColumn> columns,
        List<String> primaryKey,
        List<UniqueKey> uniques,
        List<ForeignKey> foreignKeys)
        implements SeenTable {
    private static final List<String> ROWID_NAMES = List.of("rowid", "_rowid_", "oid");

    SqliteTable {
        columns = List.copyOf(columns);
        primaryKey = List.copyOf(primaryKey);
        uniques = List.copyOf(uniques);
        foreignKeys = List.copyOf(foreignKeys);
    }

    /** Columns whose values no two rows share, and how each is compared. */
    record UniqueKey(List<String> columns, List<String> collations) {}

    /** How SQL calls a table of the database itself, never a temporary one of the same name. */
    static String relation(String name) {
        return "main." + Sql.quoted(name);
    }

    @Override
    public boolean isTable() {
        return type.equals("table");
    }

    @Override
    public List<String> columnNames() {
        return columns.stream().map(SqliteColumn::name).toList();
    }

    @Override
    public boolean isUnique(List<String> key) {
        return unique(key) != null;
    }

    @Override
    public Set<String> references() {
        return foreignKeys.stream().map(ForeignKey::table).collect(Collectors.toSet());
    }

    /** The name by which the rowid can be read: a column that is one, a name no column has taken, or null. */
    String rowidName() {
        if (!isTable() || withoutRowid) {
            return null;
        }
        Set<String> taken = columns.stream()
                .map(column -> column.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        return columns.stream()
                .filter(SqliteColumn::rowid)
                .map(SqliteColumn::name)
                .findFirst()
                .orElseGet(() -> ROWID_NAMES.stream()
                        .filter(name -> !taken.contains(name))
                        .findFirst()
                        .orElse(null));
    }

    @Override
    public boolean isOrdered(List<String> wanted) {
        List<String> key = wanted.isEmpty() ? primaryKey : wanted;
        if (!withoutRowid) {
            return key.size() == 1 && key.get(0).equals(rowidName()) && column(key.get(0)) != null;
        }
        UniqueKey unique = unique(key);
        return key.equals(primaryKey)
                && unique != null
                && unique.columns().equals(key)
                && unique.collations().stream().allMatch("BINARY"::equals);
    }

    SqliteColumn column(String column) {
        return columns.stream()
                .filter(candidate -> candidate.name().equals(column))
                .findFirst()
                .orElse(null);
    }

    /** The unique key over exactly these columns, in any order, or null. */
    UniqueKey unique(List<String> key) {
        return uniques.stream()
                .filter(unique -> unique.columns().size() == key.size()
                        && unique.columns().containsAll(key))
                .findFirst()
                .orElse(null);
    }

    /** How rows are told apart by these columns: as the unique key over them does, and without one byte by byte. */
    UniqueKey key(List<String> wanted) {
        UniqueKey unique = unique(wanted);
        return unique != null
                ? unique
                : new UniqueKey(wanted, wanted.stream().map(column -> "BINARY").toList());
    }

    /** True when a foreign key may be checked as late as the commit, as far as the statement that made the table tells. */
    boolean deferrable() {
        return sql.toUpperCase(Locale.ROOT).contains("DEFERR");
    }

    /** True when a constraint may say itself what happens to a clash, as {@code UNIQUE ON CONFLICT IGNORE} does. */
    boolean resolvesConflicts() {
        return sql.toUpperCase(Locale.ROOT).contains("CONFLICT");
    }

    @Override
    public TableShape shape() {
        return new TableShape(name, columns.stream().map(SqliteColumn::shape).toList(), primaryKey);
    }
}
