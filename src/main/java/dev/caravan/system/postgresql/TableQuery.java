package dev.caravan.system.postgresql;

import dev.caravan.relational.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The SQL that reads a table in order, by key and never by offset. COPY takes no parameters, so values stand in the text,
 * quoted and with their type.
 *
 * @param reads what is read, the parts of the order among them
 * @param order what the rows are ordered by: no two are the same there, and none has NULL; empty for the order of the file
 * @param key the columns that identify a record; empty for its place in the file
 * @param whole whether it must stay one partition
 * @param guarded whether a value may be too large to be read
 */
record TableQuery(
        PgTable table, List<Read> reads, List<String> order, List<String> key, boolean whole, boolean guarded) {
    /** A value longer than this is a reject; the server would go on to 1 GB and the heap would be full. */
    static final int LONGEST_VALUE = 64 << 20;

    /** The name of the row's place in the file, for rows that have no key. */
    static final String PLACE = "ctid";

    private static final Set<String> LARGE = Set.of("textrecv", "varcharrecv", "bpcharrecv", "bytearecv");

    TableQuery {
        reads = List.copyOf(reads);
        order = List.copyOf(order);
        key = List.copyOf(key);
    }

    /**
     * One column and how it is selected.
     *
     * @param binary false where the server gives its text form
     */
    record Read(PgColumn column, String expression, boolean binary) {}

    /** A text that stands for itself. */
    static String literal(String text) {
        String escaped = text.replace("'", "''");
        return text.indexOf('\\') < 0 ? "'" + escaped + "'" : " E'" + escaped.replace("\\", "\\\\") + "'";
    }

    boolean byPlace() {
        return order.isEmpty();
    }

    /** The names of the cells of a row: the columns, and the row's place where rows are told apart by it. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        reads.forEach(read -> names.add(read.column().name()));
        if (byPlace()) {
            names.add(PLACE);
        }
        return names;
    }

    /** Where the key's columns are among the cells. */
    int[] keyCells() {
        return cells(key.isEmpty() ? List.of(PLACE) : key);
    }

    /** Where the order's columns are among the cells. */
    int[] orderCells() {
        return cells(byPlace() ? List.of(PLACE) : order);
    }

    /** Rows of a range in order; {@code after} and {@code upTo} may be null. */
    String page(KeyToken after, KeyToken upTo) {
        List<String> conditions = new ArrayList<>();
        if (after != null) {
            conditions.add(tuple() + " > " + after.tuple(this));
        }
        if (upTo != null) {
            conditions.add(tuple() + " <= " + upTo.tuple(this));
        }
        return select(conditions, " ORDER BY " + Sql.list(order));
    }

    /** Rows of the file behind a place, or all for an empty one, as a scan meets them. */
    String behind(String after) {
        return select(after.isEmpty() ? List.of() : List.of(PLACE + " > " + literal(after) + "::tid"), "");
    }

    /** The types of the order's columns, as casts write them. */
    List<String> orderTypes() {
        return order.stream().map(column -> table.column(column).type().name()).toList();
    }

    private String select(List<String> conditions, String orderBy) {
        List<String> cells = new ArrayList<>();
        List<String> tooLarge = new ArrayList<>();
        for (Read read : reads) {
            boolean large =
                    guarded && LARGE.contains(read.column().type().root().receive());
            String tooLong = "octet_length(" + read.expression() + ") > " + LONGEST_VALUE;
            cells.add(
                    large
                            ? "CASE WHEN " + tooLong + " THEN NULL ELSE " + read.expression() + " END"
                            : read.expression());
            if (large) {
                tooLarge.add("coalesce(" + tooLong + ", false)");
            }
        }
        if (byPlace()) {
            cells.add(PLACE);
        }
        if (!tooLarge.isEmpty()) {
            cells.add(String.join(" OR ", tooLarge));
        }
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        return "COPY (SELECT " + String.join(", ", cells) + " FROM " + table.relation() + where + orderBy
                + ") TO STDOUT (FORMAT binary)";
    }

    private String tuple() {
        return "(" + Sql.list(order) + ")";
    }

    private int[] cells(List<String> wanted) {
        List<String> names = names();
        return wanted.stream().mapToInt(names::indexOf).toArray();
    }
}
