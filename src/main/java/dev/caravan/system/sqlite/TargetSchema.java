package dev.caravan.system.sqlite;

import dev.caravan.relational.Sql;
import dev.caravan.relational.TargetTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The tables a database file receives, made by schema files when they are missing. */
final class TargetSchema extends TargetTables<SqliteTable> {
    private final boolean repair;

    /** @param repair true when a key that is not unique is to be mended */
    TargetSchema(SqliteFile file, List<String> schemaFiles, boolean repair) {
        super(file.path().toString(), schemaFiles);
        this.repair = repair;
    }

    @Override
    protected boolean allowsRepeatedKeys() {
        return repair;
    }

    @Override
    protected TableReader reader(Connection connection) {
        return new TableReader(connection);
    }

    @Override
    protected void run(Connection connection, String script) throws SQLException {
        Sql.run(connection, "SAVEPOINT caravan_schema");
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(script);
            Sql.run(connection, "RELEASE caravan_schema");
        }
    }

    @Override
    protected String unfit() {
        return "BEGIN, COMMIT and PRAGMA journal_mode";
    }
}
