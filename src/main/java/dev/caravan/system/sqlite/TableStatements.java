package dev.caravan.system.sqlite;

import dev.caravan.relational.ForeignKey;
import dev.caravan.relational.Sql;
import dev.caravan.system.sqlite.SqliteTable.UniqueKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The SQL that moves rows from a stage into its table, and asks how the two compare. */
final class TableStatements {
    private static final String RANGE = " WHERE pass = " + Stage.OPEN + " AND row BETWEEN ? AND ?";

    private final SqliteTable table;
    private final Stage stage;
    private final UniqueKey key;

    /**
     * Makes the SQL for one table.
     *
     * @param key what identifies a row, all of it staged, or null
     */
    TableStatements(SqliteTable table, Stage stage, UniqueKey key) {
        this.table = table;
        this.stage = stage;
        this.key = key;
    }

    /** Inserts the open rows of a range. */
    String insert() {
        // What a constraint would do to a clash by itself (IGNORE, REPLACE, ROLLBACK) must not happen behind our back.
        // Only
        // where it can: the word is stronger than what triggers say for their own statements.
        String word = table.resolvesConflicts() ? "INSERT OR ABORT INTO " : "INSERT INTO ";
        return word + SqliteTable.relation(table.name()) + " (" + Sql.list(stage.columnNames()) + ") SELECT " + staged()
                + " FROM " + stage.name() + RANGE;
    }

    /** As {@link #insert}, and a row whose key is there takes the new values; other columns of it stay. */
    String upsert() {
        List<String> changed = stage.columnNames().stream()
                .filter(column -> !key.columns().contains(column) || !binary())
                .toList();
        String action = changed.isEmpty()
                ? "NOTHING"
                : "UPDATE SET "
                        + Sql.joined(changed, ", ", column -> Sql.quoted(column) + " = excluded." + Sql.quoted(column));
        return insert() + " ON CONFLICT (" + Sql.list(key.columns()) + ") DO " + action;
    }

    /**
     * Writes the open rows of a range in place of what is there; the statements in their order, each with that range. Where
     * nothing keeps two rows of one key apart, all of them take the new values.
     */
    List<String> inPlace() {
        if (key == null || keptApart()) {
            return List.of(key == null ? insert() : upsert());
        }
        String relation = SqliteTable.relation(table.name());
        String changed = stage.columnNames().stream()
                .filter(column -> !key.columns().contains(column))
                .map(column -> Sql.quoted(column) + " = s." + stage.column(column))
                .collect(Collectors.joining(", "));
        String missing = insert() + " AND row NOT IN (SELECT s.row FROM " + stage.name() + " AS s JOIN " + relation
                + " AS t ON " + keyMatches("t", "s") + ")";
        String update = "UPDATE " + relation + " AS t SET " + changed + " FROM " + stage.name()
                + " AS s WHERE s.pass = " + Stage.OPEN + " AND s.row BETWEEN ? AND ? AND " + keyMatches("t", "s");
        return changed.isEmpty() ? List.of(missing) : List.of(update, missing);
    }

    /** For each open row of a range whose key is in the table: row, and whether the rest is the same too. */
    String existing() {
        // CROSS: the stage outside, the table found by its key
        return "SELECT s.row, " + same() + " FROM " + stage.name() + " AS s CROSS JOIN "
                + SqliteTable.relation(table.name())
                + " AS t ON " + keyMatches("t", "s") + " WHERE s.row BETWEEN ? AND ? AND s.pass <> " + Stage.DONE
                + " ORDER BY s.row";
    }

    /** The open rows that come after others with the same key, each with the first of these. */
    String repeated() {
        String parts = IntStream.range(0, key.columns().size())
                .mapToObj(i -> stage.column(key.columns().get(i)) + " COLLATE "
                        + Sql.quoted(key.collations().get(i)))
                .collect(Collectors.joining(", "));
        return "SELECT row, first FROM (SELECT row, min(row) OVER (PARTITION BY " + parts + ") AS first FROM "
                + stage.name() + " WHERE pass = " + Stage.OPEN + ") WHERE row > first";
    }

    /** For each foreign key whose columns are staged: the rows of a range that name a parent who is not there. */
    List<Orphans> orphans() {
        List<Orphans> queries = new ArrayList<>();
        for (ForeignKey foreign : table.foreignKeys()) {
            if (stage.has(foreign.columns())) {
                queries.add(new Orphans(foreign, orphans(foreign)));
            }
        }
        return queries;
    }

    /** Deletes the rows whose key is staged; where nothing is a key, those that equal a staged row. */
    String delete() {
        if (key == null) {
            return "DELETE FROM " + SqliteTable.relation(table.name()) + " AS t WHERE EXISTS (SELECT 1 FROM "
                    + stage.name() + " AS s WHERE " + same() + ")";
        }
        // As the index compares them, or where there is none any more, byte by byte
        String ours =
                Sql.joined(key.columns(), ", ", column -> Sql.quoted(column) + (keptApart() ? "" : " COLLATE BINARY"));
        return "DELETE FROM " + SqliteTable.relation(table.name()) + " WHERE (" + ours + ") IN (SELECT "
                + Sql.joined(key.columns(), ", ", stage::column) + " FROM " + stage.name() + ")";
    }

    /** Deletes all but the first of the rows that have a staged key in common; all of them where nothing tells them apart. */
    String deleteSurplus() {
        String rowid = table.rowidName();
        List<String> place = rowid == null ? table.primaryKey() : List.of(rowid);
        if (key == null || place.isEmpty()) {
            return delete();
        }
        String places = Sql.joined(place, ", ", column -> "t." + Sql.quoted(column));
        String parts = Sql.joined(key.columns(), ", ", column -> "t." + Sql.quoted(column) + " COLLATE BINARY");
        String numbered =
                IntStream.range(0, place.size()).mapToObj(i -> "place" + i).collect(Collectors.joining(", "));
        return "DELETE FROM " + SqliteTable.relation(table.name()) + " WHERE (" + Sql.list(place)
                + ") IN (WITH doubled ("
                + numbered + ", copy) AS (SELECT " + places + ", row_number() OVER (PARTITION BY " + parts
                + " ORDER BY " + places + ") FROM " + SqliteTable.relation(table.name()) + " AS t JOIN " + stage.name()
                + " AS s ON " + keyMatches("t", "s") + ") SELECT " + numbered + " FROM doubled WHERE copy > 1)";
    }

    /** Deletes the rows of parents that gave way (staged as replaced) which are not staged here again; see {@link Stage}. */
    String deleteReplaced(ForeignKey parent, Stage parents) {
        String ours = Sql.list(parent.columns());
        String theirs = Sql.joined(parent.to(), ", ", parents::column);
        return "DELETE FROM " + SqliteTable.relation(table.name()) + " WHERE (" + ours + ") IN (SELECT " + theirs
                + " FROM "
                + parents.name() + " WHERE pass = " + Stage.REPLACED + ") AND (" + Sql.list(key.columns())
                + ") NOT IN (SELECT " + Sql.joined(key.columns(), ", ", stage::column) + " FROM " + stage.name() + ")";
    }

    private String orphans(ForeignKey foreign) {
        String present = Sql.joined(foreign.columns(), "", column -> " AND s." + stage.column(column) + " IS NOT NULL");
        String matches = IntStream.range(0, foreign.columns().size())
                .mapToObj(i -> "p." + Sql.quoted(foreign.to().get(i)) + " = s."
                        + stage.column(foreign.columns().get(i)))
                .collect(Collectors.joining(" AND "));
        return "SELECT s.row FROM " + stage.name() + " AS s WHERE s.row BETWEEN ? AND ?" + present
                + " AND NOT EXISTS (SELECT 1 FROM " + SqliteTable.relation(foreign.table()) + " AS p WHERE " + matches
                + ")";
    }

    private String same() {
        return stage.columns().stream()
                .map(column -> "typeof(t." + Sql.quoted(column.name()) + ") = typeof(s." + stage.column(column.name())
                        + ") AND t." + Sql.quoted(column.name()) + " IS s." + stage.column(column.name())
                        + " COLLATE BINARY")
                .collect(Collectors.joining(" AND "));
    }

    private String keyMatches(String target, String staged) {
        return IntStream.range(0, key.columns().size())
                .mapToObj(i -> target + "." + Sql.quoted(key.columns().get(i)) + " = " + staged + "."
                        + stage.column(key.columns().get(i)) + " COLLATE "
                        + Sql.quoted(key.collations().get(i)))
                .collect(Collectors.joining(" AND "));
    }

    /** False where the table has lost what made the key unique. */
    private boolean keptApart() {
        return table.uniques().contains(key);
    }

    private boolean binary() {
        return key.collations().stream().allMatch("BINARY"::equalsIgnoreCase);
    }

    private String staged() {
        return Sql.joined(stage.columnNames(), ", ", stage::column);
    }

    /** A foreign key and the question for its orphans. */
    record Orphans(ForeignKey foreign, String sql) {}
}
