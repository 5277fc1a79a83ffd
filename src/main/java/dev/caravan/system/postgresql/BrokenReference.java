package dev.caravan.system.postgresql;

import dev.caravan.model.CaravanException;
import dev.caravan.relational.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.ServerErrorMessage;

/**
 * The rows that kept a foreign key from being made. The server tells of one value that is missing: all rows that name it are
 * found, by their keys; there may be others with another value.
 */
record BrokenReference(String schema, String table, List<String> columns, String missing) {
    private static final int SHOWN = 5;

    /** The columns and values are in the same place in every language. */
    private static final Pattern DETAIL = Pattern.compile("[^(]*\\((.+?)\\)=\\((.*)\\)[^()]*", Pattern.DOTALL);

    /** What the server said; null where it did not say that. */
    static BrokenReference of(ServerErrorMessage said) {
        if (said == null || said.getTable() == null || said.getDetail() == null) {
            return null;
        }
        Matcher detail = DETAIL.matcher(said.getDetail());
        return detail.matches()
                ? new BrokenReference(
                        said.getSchema(),
                        said.getTable(),
                        List.of(detail.group(1).split(", ")),
                        detail.group(2))
                : null;
    }

    /** {@code , the rows with (id) 7, 9 among them}; empty where they could not be found. */
    String rows(PostgresqlServer server) {
        Connection connection = null;
        try {
            connection = server.reading();
            List<String> key = key(connection);
            List<String> found = key.isEmpty() ? List.of() : found(connection, key);
            return found.isEmpty() ? "" : sentence(key, found);
        } catch (SQLException | CaravanException unknown) {
            // Why the key could not be made is known all the same, and is told
            return "";
        } finally {
            PostgresqlServer.closeQuietly(connection);
        }
    }

    private List<String> key(Connection connection) throws SQLException {
        return Sql.rows(
                connection,
                "SELECT a.attname FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum ="
                        + " ANY (i.indkey) WHERE i.indisprimary AND i.indrelid = to_regclass(?) ORDER BY"
                        + " array_position(i.indkey::int2[], a.attnum)",
                row -> row.getString(1),
                name());
    }

    private List<String> found(Connection connection, List<String> key) throws SQLException {
        String own = Sql.joined(key, " || ', ' || ", column -> Sql.quoted(column) + "::text");
        String named = Sql.joined(columns, ", ", column -> Sql.quoted(column) + "::text");
        return Sql.rows(
                connection,
                "SELECT " + own + " FROM " + name() + " WHERE concat_ws(', ', " + named + ") = ? ORDER BY "
                        + Sql.list(key) + " LIMIT " + (SHOWN + 1),
                row -> row.getString(1),
                missing);
    }

    private static String sentence(List<String> key, List<String> found) {
        List<String> shown = new ArrayList<>(found.subList(0, Math.min(SHOWN, found.size())));
        String more = found.size() > SHOWN ? " and more" : "";
        return ", those with the key (" + String.join(", ", key) + ") " + String.join("; ", shown) + more
                + " among them";
    }

    private String name() {
        return Sql.quoted(schema) + "." + Sql.quoted(table);
    }
}
