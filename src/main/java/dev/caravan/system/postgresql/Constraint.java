package dev.caravan.system.postgresql;

import dev.caravan.model.RejectCode;
import dev.caravan.relational.Refusal;
import dev.caravan.relational.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.ServerErrorMessage;

/** Says why the server refused a row, by the schema's names and never by the row's values. */
final class Constraint {
    /** "COPY things, line 3, column note: ..." */
    private static final Pattern COLUMN =
            Pattern.compile("^COPY .*, line \\d+, column ([^:\\n]+)(?::.*)?$", Pattern.MULTILINE);

    private Constraint() {}

    /** The failure of a statement that said nothing and wrote less than it should. */
    static SQLException silentLoss() {
        return new SQLException("fewer rows than were given", "23000");
    }

    /** Why a single row was refused. */
    static Refusal refusal(Connection connection, PgTable table, SQLException failure) throws SQLException {
        ServerErrorMessage said = PostgresqlFailure.said(failure);
        String where = "table '" + table.name() + "': ";
        if (said == null) {
            return violation("a trigger or rule of table '" + table.name() + "' leaves the row out silently");
        }
        String constraint = "'" + said.getConstraint() + "'";
        return switch (PostgresqlFailure.state(failure)) {
            case "23505" -> violation(where + "unique " + constraint + " has a row with the same values");
            case "23503" -> violation(where + "foreign key " + constraint + " names no row of the other table");
            case "23514" -> violation(where + "check " + constraint + " refuses the row");
            case "23P01" -> violation(where + "exclusion " + constraint + " refuses the row");
            case "23502" ->
                new Refusal(RejectCode.MISSING_FIELD, where + "column '" + said.getColumn() + "' must have a value");
            case "54000" -> violation(where + "a value is too large for an index");
            default -> value(connection, table, failure, said);
        };
    }

    /** A row that names a row of another table which is not there; {@code foreign} is null when it is not known which. */
    static Refusal orphan(PgTable table, PgTable.ForeignKey foreign) {
        return violation(
                foreign == null
                        ? "a foreign key of table '" + table.name() + "' or of its triggers refuses the row"
                        : "table '" + table.name() + "': foreign key (" + String.join(", ", foreign.columns())
                                + ") names no row of table '" + foreign.table() + "'");
    }

    private static Refusal value(Connection connection, PgTable table, SQLException failure, ServerErrorMessage said)
            throws SQLException {
        String state = PostgresqlFailure.state(failure);
        if (!state.startsWith("22")) {
            return violation("a trigger of table '" + table.name() + "' refuses the row (" + state + ")"
                    + ownWords(connection, table, said.getMessage()));
        }
        RejectCode code =
                switch (state) {
                    case "22001" -> RejectCode.BAD_LENGTH;
                    case "22003", "22008" -> RejectCode.OUT_OF_RANGE;
                    case "22021", "22P05" -> RejectCode.NOT_ALLOWED;
                    default -> RejectCode.BAD_TYPE;
                };
        Matcher column = COLUMN.matcher(String.valueOf(said.getWhere()));
        String place = column.find() ? "column '" + column.group(1) + "' of " : "a column of ";
        return new Refusal(code, place + "table '" + table.name() + "' refuses its value (" + state + ")");
    }

    private static Refusal violation(String reason) {
        return new Refusal(RejectCode.CONSTRAINT_VIOLATION, reason);
    }

    /** A trigger may build its message from values: only a text that stands in its source as it is may be repeated. */
    private static String ownWords(Connection connection, PgTable table, String message) throws SQLException {
        long literal = Sql.one(
                connection,
                "SELECT count(*) FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgrelid = ?"
                        + " AND position(quote_literal(?) IN p.prosrc) > 0",
                table.oid(),
                message);
        return literal > 0 ? ": " + message : "";
    }
}
