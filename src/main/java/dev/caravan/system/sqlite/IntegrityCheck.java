package dev.caravan.system.sqlite;

import dev.caravan.model.Finding;
import dev.caravan.relational.Findings;
import dev.caravan.spi.SystemCheck;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The database's own checks of itself: pages, indexes, constraints, foreign keys of every table. */
final class IntegrityCheck implements SystemCheck {
    private static final int MOST = 10_000;

    private final SqliteFile file;

    IntegrityCheck(SqliteFile file) {
        this.file = file;
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
            try (ResultSet row = statement.executeQuery("PRAGMA foreign_key_check")) {
                while (row.next()) {
                    findings.add(
                            "orphan",
                            row.getString(1) + " rowid " + row.getString(2),
                            "names no row of table '" + row.getString(3) + "'");
                }
            }
            return findings.list();
        } catch (SQLException e) {
            throw file.failure(e, "the integrity check could not run");
        }
    }
}
