package dev.caravan.system.sqlite;

import dev.caravan.model.Finding;
import dev.caravan.model.TableShape;
import dev.caravan.relational.Findings;
import dev.caravan.relational.Sql;
import dev.caravan.spi.SystemCheck;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Has each FTS5 index compare itself with the table it belongs to. A count proves nothing there: an index without text of its
 * own answers a count from the table.
 */
final class FullTextCheck implements SystemCheck {
    private static final Pattern CONTENT = Pattern.compile(
            "\\bcontent\\s*=\\s*(?:'((?:[^']|'')*)'|\"((?:[^\"]|\"\")*)\"|\\[([^]]*)]|`([^`]*)`|(\\w+))",
            Pattern.CASE_INSENSITIVE);

    private final SqliteFile file;
    private final Set<String> tables;

    FullTextCheck(SqliteFile file, List<TableShape> tables) {
        this.file = file;
        this.tables = tables.stream()
                .map(table -> table.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public List<Finding> run() {
        file.require();
        Findings findings = new Findings();
        try (Connection connection = file.writing(List.of())) {
            for (String index : indexes(connection)) {
                check(connection, index, findings);
            }
            return findings.list();
        } catch (SQLException e) {
            throw file.failure(e, "the full-text check could not run");
        }
    }

    @Override
    public void mend() {
        file.require();
        try (Connection connection = file.writing(List.of())) {
            for (String index : indexes(connection)) {
                Findings found = new Findings();
                check(connection, index, found);
                if (!found.list().isEmpty()) {
                    String name = Sql.quoted(index);
                    Sql.run(connection, "INSERT INTO main." + name + " (" + name + ") VALUES ('rebuild')");
                }
            }
        } catch (SQLException e) {
            throw file.failure(e, "a full-text index could not be built again");
        }
    }

    /** The command is an INSERT in form only; it is rolled back all the same. */
    private static void check(Connection connection, String index, Findings findings) throws SQLException {
        String name = Sql.quoted(index);
        Sql.run(connection, "BEGIN");
        try {
            Sql.run(connection, "INSERT INTO main." + name + " (" + name + ", rank) VALUES ('integrity-check', 1)");
        } catch (SQLException e) {
            if (!SqliteFailure.isCorrupt(e)) {
                throw e;
            }
            findings.add("broken", index, "the full-text index does not match the rows of its table");
        } finally {
            Sql.run(connection, "ROLLBACK");
        }
    }

    private List<String> indexes(Connection connection) throws SQLException {
        List<String> indexes = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT name, sql FROM main.sqlite_schema"
                        + " WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%' AND sql LIKE '%USING%fts5%'"
                        + " ORDER BY name");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                if (tables.contains(content(row.getString(1), row.getString(2)).toLowerCase(Locale.ROOT))) {
                    indexes.add(row.getString(1));
                }
            }
        }
        return indexes;
    }

    /** The table whose text is indexed: the one that is named, or the index itself. */
    private static String content(String index, String sql) {
        Matcher named = CONTENT.matcher(sql);
        if (!named.find()) {
            return index;
        }
        for (int group = 1; group <= named.groupCount(); group++) {
            if (named.group(group) != null) {
                return named.group(group).replace("''", "'").replace("\"\"", "\"");
            }
        }
        return index;
    }
}
