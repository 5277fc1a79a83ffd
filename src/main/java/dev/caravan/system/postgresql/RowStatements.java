package dev.caravan.system.postgresql;

import dev.caravan.relational.Sql;
import dev.caravan.system.postgresql.PgTable.ForeignKey;
import dev.caravan.system.postgresql.type.PgType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The SQL that moves rows into a table, straight or from a stage, and asks how the two compare. A stage is a temporary table:
 * {@code row} is the row's number in the buffer, {@code c0} and so on are its cells, of the table's own types or, for those
 * without a binary form, as text.
 */
final class RowStatements {
    /** Types whose values may be the same in different forms; all others are compared bit by bit. */
    private static final Set<String> COMPARED_BY_VALUE = Set.of("numeric_recv", "jsonb_recv");

    private static final String OPEN = " WHERE s.row = ANY (?::int[])";

    private final PgTable table;
    private final List<WrittenColumn> columns;
    private final List<String> names;
    private final List<String> key;
    private final String later;
    private final String stage;

    RowStatements(PgTable table, List<WrittenColumn> columns, List<String> key, String later, String stage) {
        this.table = table;
        this.columns = List.copyOf(columns);
        this.names = columns.stream().map(written -> written.column().name()).toList();
        this.key = List.copyOf(key);
        this.later = names.contains(later) ? later : "";
        this.stage = "pg_temp." + stage;
    }

    String stage() {
        return stage;
    }

    /** Copies straight into the table. */
    String copy() {
        return "COPY " + table.relation() + " (" + Sql.list(names) + ") FROM STDIN (FORMAT binary)";
    }

    String makeStage() {
        String cells = IntStream.range(0, columns.size())
                .mapToObj(i -> (columns.get(i).binary() ? Sql.quoted(names.get(i)) : "NULL::text") + " AS c" + i)
                .collect(Collectors.joining(", "));
        return "CREATE TEMP TABLE IF NOT EXISTS " + stage + " AS SELECT 0 AS row" + (cells.isEmpty() ? "" : ", ")
                + cells + " FROM " + table.relation() + " WITH NO DATA";
    }

    String copyIntoStage() {
        return "COPY " + stage + " FROM STDIN (FORMAT binary)";
    }

    /** Inserts some staged rows. */
    String insert() {
        return "INSERT INTO " + table.relation() + " AS t (" + Sql.list(names) + ") OVERRIDING SYSTEM VALUE SELECT "
                + staged() + " FROM " + stage + " AS s" + OPEN;
    }

    /** As {@link #insert}, and a row whose key is there takes the new values, unless it is later; other columns of it stay. */
    String upsert() {
        String changed = changed(name -> "excluded." + Sql.quoted(name));
        return insert() + " ON CONFLICT (" + Sql.list(key) + ") DO "
                + (changed.isEmpty() ? "NOTHING" : "UPDATE SET " + changed + unlessLater());
    }

    /**
     * Writes some staged rows in place of what is there; the statements in their order.
     *
     * @param unique false where nothing keeps two rows of one key apart: then all of them take the new values, and whoever
     *     else writes meanwhile may bring the key once more
     */
    List<String> inPlace(boolean unique) {
        if (key.isEmpty() || unique) {
            return List.of(key.isEmpty() ? insert() : upsert());
        }
        String relation = table.relation();
        String changed = changed(this::staged);
        String missing = insert() + " AND NOT EXISTS (SELECT FROM " + relation + " AS t WHERE " + keyMatches() + ")";
        String update = "UPDATE " + relation + " AS t SET " + changed + " FROM " + stage + " AS s" + OPEN + " AND "
                + keyMatches() + (later.isEmpty() ? "" : " AND (" + isLater(staged(later)) + ") IS NOT TRUE");
        return changed.isEmpty() ? List.of(missing) : List.of(update, missing);
    }

    /** For each staged row of a range whose key is in the table: row, whether the rest is the same too, whether it is later. */
    String existing() {
        return "SELECT s.row, " + same() + ", " + (later.isEmpty() ? "false" : isLater(staged(later))) + " FROM "
                + stage + " AS s JOIN " + table.relation() + " AS t ON " + keyMatches()
                + " WHERE s.row >= ? AND s.row < ? ORDER BY s.row";
    }

    /** Those of some staged rows that come after others with the same key, each with the first of these. */
    String repeated() {
        return "SELECT row, first FROM (SELECT s.row, min(s.row) OVER (PARTITION BY "
                + Sql.joined(key, ", ", this::staged) + ") AS first FROM " + stage + " AS s" + OPEN
                + ") AS numbered WHERE row > first";
    }

    /** Those of some staged rows that name a row of another table which is not there. */
    String orphans(ForeignKey foreign) {
        String present = Sql.joined(foreign.columns(), "", column -> " AND " + staged(column) + " IS NOT NULL");
        String matches = IntStream.range(0, foreign.columns().size())
                .mapToObj(i -> "p." + Sql.quoted(foreign.to().get(i)) + " = "
                        + staged(foreign.columns().get(i)))
                .collect(Collectors.joining(" AND "));
        return "SELECT s.row FROM " + stage + " AS s" + OPEN + present + " AND NOT EXISTS (SELECT FROM "
                + foreign.relation() + " AS p WHERE " + matches + ")";
    }

    /** Deletes the rows whose key is staged; where nothing is a key, those that equal a staged row. */
    String delete() {
        return "DELETE FROM " + table.relation() + " AS t USING " + stage + " AS s WHERE "
                + (key.isEmpty() ? same() : keyMatches());
    }

    /** Deletes all but the first of the rows that have a staged key in common; the parts of a table count their rows apart. */
    String deleteSurplus() {
        return "DELETE FROM " + table.relation()
                + " WHERE (tableoid, ctid) IN (SELECT part, place FROM (SELECT t.tableoid AS"
                + " part, t.ctid AS place, row_number() OVER (PARTITION BY "
                + Sql.joined(key, ", ", column -> "t." + Sql.quoted(column))
                + " ORDER BY t.tableoid, t.ctid) AS copy FROM " + table.relation() + " AS t JOIN " + stage + " AS s ON "
                + keyMatches() + ") AS doubled WHERE copy > 1)";
    }

    /** Deletes the rows that name some staged rows of another table and are not staged here again. */
    String deleteReplaced(List<String> columns, List<String> to, RowStatements parents) {
        return "DELETE FROM " + table.relation() + " AS t WHERE ("
                + Sql.joined(columns, ", ", column -> "t." + Sql.quoted(column))
                + ") IN (SELECT " + Sql.joined(to, ", ", parents::staged) + " FROM " + parents.stage + " AS s" + OPEN
                + ") AND NOT EXISTS (SELECT FROM " + stage + " AS s WHERE " + keyMatches() + ")";
    }

    /** The values that a row takes where it is there already. */
    private String changed(UnaryOperator<String> value) {
        return columns.stream()
                .map(WrittenColumn::column)
                .filter(column -> !key.contains(column.name()) && !column.numbered())
                .map(column -> Sql.quoted(column.name()) + " = " + value.apply(column.name()))
                .collect(Collectors.joining(", "));
    }

    /** A row that came to be later since it was looked at is not written over either. */
    private String unlessLater() {
        return later.isEmpty() ? "" : " WHERE (" + isLater("excluded." + Sql.quoted(later)) + ") IS NOT TRUE";
    }

    private String isLater(String than) {
        return "t." + Sql.quoted(later) + " > " + than;
    }

    private String staged() {
        return Sql.joined(names, ", ", this::staged);
    }

    /** A cell of a staged row, with the type of its column. */
    private String staged(String column) {
        int cell = names.indexOf(column);
        return columns.get(cell).binary()
                ? "s.c" + cell
                : "CAST(s.c" + cell + " AS " + columns.get(cell).column().type().name() + ")";
    }

    private String keyMatches() {
        return Sql.joined(key, " AND ", column -> "t." + Sql.quoted(column) + " = " + staged(column));
    }

    private String same() {
        List<String> ours = new ArrayList<>();
        List<String> theirs = new ArrayList<>();
        List<String> all = new ArrayList<>();
        for (WrittenColumn written : columns) {
            String name = written.column().name();
            if (!written.binary()) {
                all.add("t." + Sql.quoted(name) + "::text IS NOT DISTINCT FROM " + staged(name) + "::text");
            } else if (isComparedByValue(written)) {
                all.add("t." + Sql.quoted(name) + " IS NOT DISTINCT FROM " + staged(name));
            } else {
                ours.add("t." + Sql.quoted(name));
                theirs.add(staged(name));
            }
        }
        if (!ours.isEmpty()) {
            all.add("record_image_eq(ROW(" + String.join(", ", ours) + "), ROW(" + String.join(", ", theirs) + "))");
        }
        return String.join(" AND ", all);
    }

    private static boolean isComparedByValue(WrittenColumn written) {
        PgType root = written.column().type().root();
        String receive =
                root.element() == null ? root.receive() : root.element().root().receive();
        return COMPARED_BY_VALUE.contains(receive);
    }
}
