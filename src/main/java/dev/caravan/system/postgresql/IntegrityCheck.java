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

/**
 * What the catalogue itself says is not in force for some tables: indexes that were not built to their end, constraints that were
 * never validated, triggers of foreign keys that are switched off.
 */
final class IntegrityCheck implements SystemCheck {
    private static final List<String> QUESTIONS = List.of(
            "SELECT 'index ' || c.relname, 'was not built to its end; REINDEX it' FROM pg_index i JOIN pg_class c ON c.oid ="
                    + " i.indexrelid WHERE i.indrelid = ? AND NOT (i.indisvalid AND i.indisready)",
            "SELECT 'constraint ' || conname, 'was never validated; ALTER TABLE .. VALIDATE CONSTRAINT' FROM pg_constraint"
                    + " WHERE conrelid = ? AND NOT convalidated",
            "SELECT DISTINCT 'constraint ' || k.conname, 'is switched off; ALTER TABLE .. ENABLE TRIGGER ALL' FROM pg_trigger t"
                    + " JOIN pg_constraint k ON k.oid = t.tgconstraint WHERE t.tgrelid = ? AND t.tgisinternal AND"
                    + " t.tgenabled = 'D'");

    private final PostgresqlServer server;
    private final List<TableShape> tables;

    IntegrityCheck(PostgresqlServer server, List<TableShape> tables) {
        this.server = server;
        this.tables = List.copyOf(tables);
    }

    @Override
    public List<Finding> run() {
        Findings findings = new Findings();
        Connection connection = server.reading();
        try {
            TableReader reader = new TableReader(connection);
            for (TableShape shape : tables) {
                Optional<PgTable> table = reader.table(shape.name());
                if (table.isPresent()) {
                    collect(connection, table.get(), findings);
                }
            }
            return findings.list();
        } catch (SQLException e) {
            throw server.failure(e, "the catalogue could not be looked at");
        } finally {
            PostgresqlServer.closeQuietly(connection);
        }
    }

    private static void collect(Connection connection, PgTable table, Findings findings) throws SQLException {
        for (String question : QUESTIONS) {
            List<String[]> found = Sql.rows(
                    connection, question, row -> new String[] {row.getString(1), row.getString(2)}, table.oid());
            found.forEach(one -> findings.add("integrity", table.name() + " " + one[0], one[1]));
        }
    }
}
