package dev.caravan.system.sqlite;

import dev.caravan.model.RejectCode;
import dev.caravan.relational.ForeignKey;
import dev.caravan.relational.Refusal;
import dev.caravan.relational.Sql;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sqlite.SQLiteErrorCode;

/** Says which constraint refused a row, by the schema's own words and never by the row's values. */
final class Constraint {
    /** The driver puts SQLite's own message in brackets at the end. */
    private static final Pattern MESSAGE = Pattern.compile("\\((.*)\\)$", Pattern.DOTALL);

    private static final int LONGEST = 200;

    private Constraint() {}

    /** The failure of a statement that said nothing and wrote less than it should. */
    static SQLException silentLoss() {
        return new SQLException("fewer rows than were given");
    }

    static boolean isForeignKey(SQLException failure) {
        return SqliteFailure.codeOf(failure) == SQLiteErrorCode.SQLITE_CONSTRAINT_FOREIGNKEY;
    }

    /** Why a single row was refused. */
    static Refusal refusal(TableWriter writer, int row, SQLException failure) throws SQLException {
        String table = writer.table().name();
        return switch (SqliteFailure.codeOf(failure)) {
            case SQLITE_CONSTRAINT_FOREIGNKEY -> orphan(writer, row);
            case SQLITE_CONSTRAINT_TRIGGER ->
                violation("a trigger of table '" + table + "' refuses the row" + ownWords(writer, message(failure)));
            case UNKNOWN_ERROR -> violation("a trigger or rule of table '" + table + "' leaves the row out silently");
            default -> violation("table '" + table + "': " + message(failure));
        };
    }

    /** A row whose parent is not there. */
    static Refusal orphan(TableWriter writer, int row) throws SQLException {
        ForeignKey foreign = writer.orphans(row, row).get(row);
        String table = writer.table().name();
        return foreign == null
                ? violation("a foreign key of table '" + table + "' or of its triggers refuses the row")
                : orphan(table, foreign);
    }

    static Refusal orphan(String table, ForeignKey foreign) {
        return violation("table '" + table + "': foreign key (" + String.join(", ", foreign.columns())
                + ") names no row of table '" + foreign.table() + "'");
    }

    private static Refusal violation(String reason) {
        return new Refusal(RejectCode.CONSTRAINT_VIOLATION, reason);
    }

    private static String message(SQLException failure) {
        Matcher own = MESSAGE.matcher(String.valueOf(failure.getMessage()));
        String text = own.find() ? own.group(1) : SqliteFailure.codeOf(failure).name();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }

    /** A trigger may build its message from values: only a text that stands in the schema as it is may be repeated. */
    private static String ownWords(TableWriter writer, String message) throws SQLException {
        long literal = Sql.one(
                writer.connection(),
                "SELECT count(*) FROM main.sqlite_schema WHERE type = 'trigger' AND instr(sql, ?)",
                "'" + message.replace("'", "''") + "'");
        return literal > 0 ? ": " + message : "";
    }
}
