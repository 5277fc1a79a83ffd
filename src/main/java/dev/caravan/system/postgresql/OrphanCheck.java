package dev.caravan.system.postgresql;

import dev.caravan.model.Finding;
import dev.caravan.model.TableShape;
import dev.caravan.relational.Findings;
import dev.caravan.relational.Sql;
import dev.caravan.spi.SystemCheck;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows of some tables whose foreign keys name a row that is not there: the server lets them in where a constraint was never
 * validated, or was switched off while they came.
 */
final class OrphanCheck implements SystemCheck {
    private final PostgresqlServer server;
    private final List<TableShape> tables;

    OrphanCheck(PostgresqlServer server, List<TableShape> tables) {
        this.server = server;
        this.tables = List.copyOf(tables);
    }

    @Override
    public List<Finding> run() {
        Findings findings = new Findings();
        try (Connection connection = server.writing()) {
            TableReader reader = new TableReader(connection);
            for (TableShape shape : tables) {
                Optional<PgTable> table = reader.table(shape.name());
                if (table.isPresent()) {
                    for (PgTable.ForeignKey foreign : table.get().foreignKeys()) {
                        collect(connection, table.get(), foreign, findings);
                    }
                }
            }
            connection.rollback();
            return findings.list();
        } catch (SQLException e) {
            throw server.failure(e, "orphans could not be looked for");
        }
    }

    private static void collect(Connection connection, PgTable table, PgTable.ForeignKey foreign, Findings findings)
            throws SQLException {
        for (String key : Sql.rows(connection, query(table, foreign), row -> row.getString(1))) {
            findings.add(
                    "orphan",
                    table.name() + " key " + key,
                    "(" + String.join(", ", foreign.columns()) + ") names no row of table '" + foreign.table() + "'");
        }
    }

    private static String query(PgTable table, PgTable.ForeignKey foreign) {
        String shown = table.primaryKey().isEmpty()
                ? "c.ctid::text"
                : Sql.joined(table.primaryKey(), " || ',' || ", column -> "c." + Sql.quoted(column) + "::text");
        String present = Sql.joined(foreign.columns(), " AND ", column -> "c." + Sql.quoted(column) + " IS NOT NULL");
        String matches = IntStream.range(0, foreign.columns().size())
                .mapToObj(i -> "p." + Sql.quoted(foreign.to().get(i)) + " = c."
                        + Sql.quoted(foreign.columns().get(i)))
                .collect(Collectors.joining(" AND "));
        return "SELECT " + shown + " FROM " + table.relation() + " AS c WHERE " + present
                + " AND NOT EXISTS (SELECT 1 FROM " + foreign.relation() + " AS p WHERE " + matches + ")";
    }
}
