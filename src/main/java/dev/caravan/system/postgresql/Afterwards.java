package dev.caravan.system.postgresql;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Pipeline;
import dev.caravan.relational.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.util.ServerErrorMessage;

/** The SQL files that run once all rows of a pipeline are there: for what makes loading slow, or refuses rows in any order. */
final class Afterwards {
    /** An index of a large table takes as long as it takes; the server is watched by the connection's keep-alive. */
    private static final int LONGEST_MILLISECONDS = 7 * 24 * 3_600_000;

    private static final String FOREIGN_KEY = "23503";
    private static final String AFTER = "after";

    private final PostgresqlServer server;
    private final List<String> files;

    private Afterwards(PostgresqlServer server, List<String> files) {
        this.server = server;
        this.files = files;
    }

    static Afterwards of(PostgresqlServer server, Pipeline.Import into) {
        List<String> files = new ArrayList<>();
        into.options().path(AFTER).forEach(file -> files.add(file.textValue()));
        return new Afterwards(server, files);
    }

    /** Runs the files inside the caller's transaction. */
    void run(Connection connection) throws SQLException {
        if (files.isEmpty()) {
            return;
        }
        int usual = connection.getNetworkTimeout();
        connection.setNetworkTimeout(Runnable::run, LONGEST_MILLISECONDS);
        try {
            new TargetSchema(server, files, false).run(connection);
        } catch (CaravanException failed) {
            throw failed.getCause() instanceof SQLException cause && FOREIGN_KEY.equals(cause.getSQLState())
                    ? orphans(failed, cause)
                    : failed;
        }
        connection.setNetworkTimeout(Runnable::run, usual);
        Sql.run(connection, "SET CONSTRAINTS ALL IMMEDIATE");
    }

    private CaravanException orphans(CaravanException failed, SQLException cause) {
        ServerErrorMessage said = PostgresqlFailure.said(cause);
        BrokenReference broken = BrokenReference.of(said);
        String rows = said == null || said.getTable() == null
                ? "rows name rows that are not there"
                : "foreign key '" + said.getConstraint() + "' of table '" + said.getTable()
                        + "' is broken by its rows: some name a row of the other table that is not there"
                        + (broken == null ? "" : broken.rows(server));
        return new CaravanException(
                ErrorCode.TARGET_UNUSABLE,
                failed.where(),
                rows
                        + "; nothing of this file was kept, all rows stay. Mend the rows in the source and run with --fresh, or"
                        + " write NOT VALID behind the key to let these rows be, and run again",
                cause);
    }
}
