package dev.caravan.system.sqlite;

import dev.caravan.model.Finding;
import dev.caravan.model.TableShape;
import dev.caravan.relational.Findings;
import dev.caravan.relational.ForeignKey;
import dev.caravan.relational.Sql;
import dev.caravan.spi.SystemCheck;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of some tables whose declared foreign keys name a row that is not there. */
final class OrphanCheck implements SystemCheck {
    private final SqliteFile file;
    private final List<TableShape> tables;

    OrphanCheck(SqliteFile file, List<TableShape> tables) {
        this.file = file;
        this.tables = List.copyOf(tables);
    }

    @Override
    public List<Finding> run() {
        Findings findings = new Findings();
        try (Connection connection = file.reading()) {
            TableReader reader = new TableReader(connection);
            for (TableShape shape : tables) {
                Optional<SqliteTable> table = reader.table(shape.name());
                if (table.isPresent()) {
                    for (ForeignKey foreign : table.get().foreignKeys()) {
                        collect(connection, table.get(), foreign, findings);
                    }
                }
            }
            return findings.list();
        } catch (SQLException e) {
            throw file.failure(e, "orphans could not be looked for");
        }
    }

    private static void collect(Connection connection, SqliteTable table, ForeignKey foreign, Findings findings)
            throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query(table, foreign))) {
            while (row.next()) {
                findings.add(
                        "orphan",
                        table.name() + " key " + row.getString(1),
                        "(" + String.join(", ", foreign.columns()) + ") names no row of table '" + foreign.table()
                                + "'");
            }
        }
    }

    private static String query(SqliteTable table, ForeignKey foreign) {
        List<String> key = table.primaryKey().isEmpty() ? List.of(table.rowidName()) : table.primaryKey();
        String shown = Sql.joined(key, " || ',' || ", column -> "coalesce(c." + Sql.quoted(column) + ", 'NULL')");
        String present = Sql.joined(foreign.columns(), " AND ", column -> "c." + Sql.quoted(column) + " IS NOT NULL");
        String matches = IntStream.range(0, foreign.columns().size())
                .mapToObj(i -> "p." + Sql.quoted(foreign.to().get(i)) + " = c."
                        + Sql.quoted(foreign.columns().get(i)))
                .collect(Collectors.joining(" AND "));
        return "SELECT " + shown + " FROM " + SqliteTable.relation(table.name()) + " AS c WHERE " + present
                + " AND NOT EXISTS (SELECT 1 FROM " + SqliteTable.relation(foreign.table()) + " AS p WHERE " + matches
                + ")";
    }
}
