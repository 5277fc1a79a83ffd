package dev.caravan.scaffold.sqlite;

import dev.caravan.relational.Sql;
import dev.caravan.scaffold.Warnings;
import dev.caravan.scaffold.Wishes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The type of a column: what is declared, unless what is there says otherwise. SQLite lets every value into every column, so a
 * declaration alone would have rows rejected.
 */
final class SqliteType {
    /** A column of texts and numbers; no type is called so. */
    static final String MIXED_TEXT = "text from all";

    /** A column of bytes and others. */
    static final String MIXED_BYTES = "bytea from all";

    private static final Pattern SIZED = Pattern.compile("\\w[\\w ]*\\(\\s*(\\d+)\\s*(?:,\\s*(\\d+)\\s*)?\\)");
    private static final int MOST_DIGITS = 1000;
    private static final int LONGEST_TEXT = 10_485_760;

    private final Connection connection;
    private final String table;
    private final Wishes wishes;
    private final Warnings warnings;

    SqliteType(Connection connection, String table, Wishes wishes, Warnings warnings) {
        this.connection = connection;
        this.table = table;
        this.wishes = wishes;
        this.warnings = warnings;
    }

    /** PostgreSQL's type for a column. */
    String of(String column, String declared, ColumnScan scan) throws SQLException {
        String word = declared.toUpperCase(Locale.ROOT).strip();
        String where = "column '" + column + "' of table '" + table + "'";
        if (scan.kinds() > 1) {
            warnings.add(
                    where,
                    "holds " + found(scan) + "; all of them become " + (scan.blobs() > 0 ? "bytes" : "texts")
                            + ", which no longer tells which was which");
            return scan.blobs() > 0 ? MIXED_BYTES : MIXED_TEXT;
        }
        String type =
                !scan.isEmpty() ? seen(column, word, scan) : isDecimal(word) ? decimal(column, word) : declared(word);
        String promised = family(declared(word));
        boolean other = !scan.isEmpty() && !word.isEmpty() && !family(type).equals(promised);
        if (other && !promised.equals("boolean") && !isDate(word)) {
            warnings.add(where, "is declared " + declared + " and holds " + found(scan) + ", so it is " + type);
        }
        tellOfDates(where, word, type, scan);
        return type;
    }

    private String seen(String column, String word, ColumnScan scan) throws SQLException {
        if (scan.blobs() > 0) {
            return "bytea";
        }
        if (scan.isText()) {
            return text(word, scan);
        }
        boolean truth = word.startsWith("BOOL") && scan.isInteger() && scan.bits() == scan.integers();
        if (truth) {
            return "boolean";
        }
        if (isDecimal(word) && scan.zeros() == 0 && (scan.infinite() == 0)) {
            return decimal(column, word);
        }
        if (scan.isInteger()) {
            return isReal(word) && scan.wide() == 0 ? "double precision" : "bigint";
        }
        return scan.wide() == 0 || scan.zeros() > 0 ? "double precision" : "numeric";
    }

    private String text(String word, ColumnScan scan) {
        if (word.startsWith("BOOL") && scan.words() == scan.texts()) {
            return "boolean";
        }
        if (wishes.dates()) {
            String moment = moment(scan);
            if (moment != null) {
                return moment;
            }
        }
        Matcher sized = SIZED.matcher(word);
        boolean fits = word.contains("CHAR")
                && sized.matches()
                && sized.group(1).length() < 9
                && Long.parseLong(sized.group(1)) >= Math.max(1, scan.largest())
                && Long.parseLong(sized.group(1)) <= LONGEST_TEXT;
        return fits ? "varchar(" + Long.parseLong(sized.group(1)) + ")" : "text";
    }

    /** What all texts are a form of, or null. */
    private static String moment(ColumnScan scan) {
        if (scan.days() == scan.texts()) {
            return "date";
        }
        return scan.moments() == scan.texts() ? "timestamp" : scan.zoned() == scan.texts() ? "timestamptz" : null;
    }

    /** The declared precision where every value has it, else any number. */
    private String decimal(String column, String word) throws SQLException {
        Matcher sized = SIZED.matcher(word);
        if (!sized.matches()
                || sized.group(1).length() > 4
                || (sized.group(2) != null && sized.group(2).length() > 4)) {
            return "numeric";
        }
        int precision = Integer.parseInt(sized.group(1));
        int scale = sized.group(2) == null ? 0 : Integer.parseInt(sized.group(2));
        if (precision < 1 || precision > MOST_DIGITS || scale > precision) {
            return "numeric";
        }
        String name = Sql.quoted(column);
        boolean fits = Sql.one(
                        connection,
                        "SELECT 1 FROM main." + Sql.quoted(table) + " WHERE " + name + " IS NOT NULL AND (abs(" + name
                                + " * 1.0) >= 1e" + (precision - scale) + " OR CAST(printf('%." + scale + "f', " + name
                                + ") AS REAL) <> " + name + ") LIMIT 1")
                == 0;
        if (!fits) {
            warnings.add(
                    "column '" + column + "' of table '" + table + "'",
                    "holds numbers that are not " + word + ", so it is numeric without a limit");
        }
        return fits ? "numeric(" + precision + ", " + scale + ")" : "numeric";
    }

    private void tellOfDates(String where, String word, String type, ColumnScan scan) {
        String moment = scan.isText() ? moment(scan) : null;
        if (moment != null && !type.equals(moment)) {
            warnings.add(
                    where, "holds texts that are all of type " + moment + "; it stays " + type + " without --dates");
        } else if (isDate(word) && scan.isNumber()) {
            warnings.add(where, "is declared " + word + " and holds numbers; it stays " + type);
        } else if (isDate(word) && scan.isText() && type.equals("text")) {
            warnings.add(where, "is declared " + word + ", and not all of its texts are of one form; it stays text");
        }
    }

    /** The type by the declaration alone, by SQLite's own rules. */
    private String declared(String word) {
        if (word.startsWith("BOOL")) {
            return "boolean";
        }
        if (wishes.dates() && isDate(word)) {
            return word.startsWith("DATETIME") || word.startsWith("TIMESTAMP") ? "timestamp" : "date";
        }
        if (isReal(word)) {
            return "double precision";
        }
        if (word.contains("INT")) {
            return "bigint";
        }
        if (word.contains("CHAR") || word.contains("CLOB") || word.contains("TEXT") || isDate(word)) {
            Matcher sized = SIZED.matcher(word);
            boolean limited =
                    word.contains("CHAR") && sized.matches() && sized.group(1).length() < 8;
            long limit = limited ? Long.parseLong(sized.group(1)) : 0;
            return limit > 0 && limit <= LONGEST_TEXT ? "varchar(" + limit + ")" : "text";
        }
        if (word.contains("BLOB")) {
            return "bytea";
        }
        return isDecimal(word) ? "numeric" : "text";
    }

    private static boolean isDate(String word) {
        return word.startsWith("DATE") || word.startsWith("TIMESTAMP");
    }

    private static boolean isReal(String word) {
        return word.contains("REAL") || word.contains("FLOA") || word.contains("DOUB");
    }

    private static boolean isDecimal(String word) {
        return word.startsWith("DEC") || word.startsWith("NUM") || word.startsWith("MONEY");
    }

    private static String family(String type) {
        return switch (type.replaceFirst("\\(.*", "")) {
            case "bigint", "numeric", "double precision" -> "number";
            case "text", "varchar", "date", "timestamp", "timestamptz" -> "text";
            default -> type;
        };
    }

    private static String found(ColumnScan scan) {
        StringBuilder text = new StringBuilder();
        append(text, scan.integers(), "whole numbers");
        append(text, scan.reals(), "real numbers");
        append(text, scan.texts(), "texts");
        append(text, scan.blobs(), "blobs");
        return text.toString();
    }

    private static void append(StringBuilder text, long count, String what) {
        if (count > 0) {
            text.append(text.isEmpty() ? "" : ", ").append(count).append(' ').append(what);
        }
    }
}
