package dev.caravan.system.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.relational.Sql;
import dev.caravan.relational.TargetTables;
import dev.caravan.spi.SystemKind.TargetTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The tables a database receives, made by schema files when they are missing. */
final class TargetSchema extends TargetTables<PgTable> {
    private static final int LONGEST_NAME = 63;

    private final boolean repair;

    /** @param repair true when a key that is not unique is to be mended */
    TargetSchema(PostgresqlServer server, List<String> schemaFiles, boolean repair) {
        super(server.address().toString(), schemaFiles);
        this.repair = repair;
    }

    @Override
    public Map<String, PgTable> tables(Connection connection, List<TargetTable> wanted) throws SQLException {
        refuseLongNames(wanted);
        return super.tables(connection, wanted);
    }

    /** Runs all schema files, in order, and tells the search path back that they may have changed. */
    @Override
    public void run(Connection connection) throws SQLException {
        String path = Sql.text(connection, "SHOW search_path");
        super.run(connection);
        Sql.rows(connection, "SELECT set_config('search_path', ?, false)", row -> row.getString(1), path);
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
        Sql.run(connection, script);
    }

    @Override
    protected boolean isPassing(SQLException failure) {
        return PostgresqlFailure.isPassing(failure);
    }

    @Override
    protected String unfit() {
        return "BEGIN, COMMIT, and what PostgreSQL refuses there";
    }

    /** The server would cut a longer name without a word, and two may become one. */
    private void refuseLongNames(List<TargetTable> wanted) {
        List<String> problems = new ArrayList<>();
        for (TargetTable target : wanted) {
            problems.addAll(longNames(target.key()));
            for (String part : target.table().split("\\.")) {
                problems.addAll(longNames(List.of(part)));
            }
        }
        refuse(problems);
    }

    /** A sentence for each name that PostgreSQL would cut. */
    static List<String> longNames(List<String> names) {
        return names.stream()
                .filter(name -> name.getBytes(UTF_8).length > LONGEST_NAME)
                .map(name -> "the name '" + name + "' has " + name.getBytes(UTF_8).length
                        + " bytes, and PostgreSQL keeps the first " + LONGEST_NAME + " alone; give it a shorter one")
                .toList();
    }
}
