package dev.caravan.system.sqlite;

import dev.caravan.model.Finding;
import dev.caravan.model.TableShape;
import dev.caravan.relational.Findings;
import dev.caravan.relational.Sql;
import dev.caravan.spi.SystemCheck;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The database's own checks of itself: pages, indexes and constraints of all of it, and the foreign keys of some tables: what
 * other pipelines have still to bring is not this one's fault.
 */
final class IntegrityCheck implements SystemCheck {
    private static final int MOST = 10_000;

    private final SqliteFile file;
    private final List<TableShape> tables;

    IntegrityCheck(SqliteFile file, List<TableShape> tables) {
        this.file = file;
        this.tables = List.copyOf(tables);
    }

    @Override
    public List<Finding> run() {
        Findings findings = new Findings();
        try (Connection connection = file.reading();
                Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("PRAGMA integrity_check(" + MOST + ")")) {
                while (row.next()) {
                    if (!row.getString(1).equals("ok")) {
                        findings.add("broken", file.path().toString(), row.getString(1));
                    }
                }
            }
            for (TableShape table : tables) {
                orphans(statement, table.name(), findings);
            }
            return findings.list();
        } catch (SQLException e) {
            throw file.failure(e, "the integrity check could not run");
        }
    }

    private static void orphans(Statement statement, String table, Findings findings) throws SQLException {
        String query = "PRAGMA main.foreign_key_check(" + Sql.quoted(table) + ")";
        try (ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                findings.add(
                        "orphan",
                        row.getString(1) + " rowid " + row.getString(2),
                        "names no row of table '" + row.getString(3) + "'");
            }
        }
    }
}
