package dev.caravan.scaffold.sqlite;

import dev.caravan.relational.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the values of a column are: how many of each kind, and whether they look like something. Every row is looked at, for one
 * row is enough to make a type wrong.
 *
 * @param bits integers that are 0 or 1
 * @param largest the longest text, in characters
 * @param wide integers that no double holds
 * @param zeros real numbers that are a negative zero, which NUMERIC does not keep
 * @param infinite real numbers that are infinite
 * @param days texts that are a day such as 2026-01-31
 * @param moments texts that are a day with a time, without a zone
 * @param zoned the same with Z or an offset
 * @param nuls texts with a U+0000
 * @param words texts that are true or false
 */
record ColumnScan(
        long rows,
        long nulls,
        long integers,
        long reals,
        long texts,
        long blobs,
        long bits,
        long largest,
        long wide,
        long zeros,
        long infinite,
        long days,
        long moments,
        long zoned,
        long nuls,
        long words) {

    private static final int COLUMNS_AT_ONCE = 40;
    private static final String DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]";
    private static final String TIME = "[0-9][0-9]:[0-9][0-9]:[0-9][0-9]";

    /** True when all values that are there are texts. */
    boolean isText() {
        return texts > 0 && integers + reals + blobs == 0;
    }

    boolean isEmpty() {
        return integers + reals + texts + blobs == 0;
    }

    /** True when every value is a whole number. */
    boolean isInteger() {
        return integers > 0 && reals + texts + blobs == 0;
    }

    boolean isNumber() {
        return integers + reals > 0 && texts + blobs == 0;
    }

    /** How many kinds of values there are, numbers being one. */
    int kinds() {
        return (integers + reals > 0 ? 1 : 0) + (texts > 0 ? 1 : 0) + (blobs > 0 ? 1 : 0);
    }

    /** Looks at all rows of a table. */
    static Map<String, ColumnScan> of(Connection connection, String table, List<String> columns) throws SQLException {
        Map<String, ColumnScan> scans = new HashMap<>();
        for (int from = 0; from < columns.size(); from += COLUMNS_AT_ONCE) {
            List<String> some = columns.subList(from, Math.min(columns.size(), from + COLUMNS_AT_ONCE));
            List<String> cells = new ArrayList<>(List.of("count(*)"));
            some.forEach(column -> cells.addAll(counts(Sql.quoted(column))));
            String sql = "SELECT " + String.join(", ", cells) + " FROM main." + Sql.quoted(table);
            Sql.rows(connection, sql, row -> {
                int cell = 2;
                for (String column : some) {
                    long[] found = new long[15];
                    for (int at = 0; at < found.length; at++) {
                        found[at] = row.getLong(cell++);
                    }
                    scans.put(column, of(row.getLong(1), found));
                }
                return 0;
            });
        }
        return scans;
    }

    private static ColumnScan of(long rows, long... found) {
        return new ColumnScan(
                rows, found[0], found[1], found[2], found[3], found[4], found[5], found[6], found[7], found[8],
                found[9], found[10], found[11], found[12], found[13], found[14]);
    }

    private static List<String> counts(String column) {
        String type = "typeof(" + column + ")";
        String text = type + " = 'text'";
        String real = type + " = 'real'";
        String integer = type + " = 'integer'";
        String start = "substr(" + column + ", 1, 10)";
        String day = text + " AND " + start + " GLOB '" + DAY + "' AND " + start + " > '0000-12-31' AND date(" + start
                + ") = " + start;
        String zone = "(" + column + " GLOB '*Z' OR substr(" + column + ", -6) GLOB '[+-][0-9][0-9]:[0-9][0-9]')";
        String clock = day + " AND substr(" + column + ", 11, 1) IN (' ', 'T') AND substr(" + column + ", 12, 8) GLOB '"
                + TIME + "' AND time(substr(" + column + ", 12, 8)) IS NOT NULL AND ";
        String naked = "replace(substr(" + column + ", 20), 'Z', '')";
        return List.of(
                sum(type + " = 'null'"),
                sum(integer),
                sum(real),
                sum(text),
                sum(type + " = 'blob'"),
                sum(integer + " AND " + column + " IN (0, 1)"),
                "coalesce(max(CASE WHEN " + text + " THEN length(" + column + ") END), 0)",
                sum(integer + " AND abs(" + column + " / 2) >= 4503599627370496"),
                sum(real + " AND quote(" + column + ") = '-0.0'"),
                sum(real + " AND " + column + " IN (9e999, -9e999)"),
                sum(day + " AND length(" + column + ") = 10"),
                sum(clock + fraction("substr(" + column + ", 20)")),
                sum(clock + zone + " AND "
                        + fraction("CASE WHEN " + column + " GLOB '*Z' THEN " + naked + " ELSE substr(" + column
                                + ", 20, length(" + column + ") - 25) END")),
                sum(text + " AND instr(" + column + ", char(0)) > 0"),
                sum(text + " AND lower(" + column + ") IN ('true', 'false', 't', 'f')"));
    }

    /** Nothing, or a point and up to six digits. */
    private static String fraction(String rest) {
        return "(" + rest + " = '' OR (" + rest + " GLOB '.[0-9]*' AND " + rest + " NOT GLOB '.*[^0-9]*' AND length("
                + rest + ") <= 7))";
    }

    private static String sum(String condition) {
        return "coalesce(sum(" + condition + "), 0)";
    }
}
