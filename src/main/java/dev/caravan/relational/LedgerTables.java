package dev.caravan.relational;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.LedgerRefusal;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.LedgerScope;
import dev.caravan.model.Position;
import dev.caravan.spi.Target.Ledger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The ledger of one pipeline in the target's own database. Every method works inside the transaction of its caller. */
public final class LedgerTables {
    private static final String UNTOUCHED = "nothing of this chunk was written";
    /** The names of its tables. */
    public static final List<String> TABLES = List.of("caravan_ledger", "caravan_pipeline", "caravan_migration");

    private static final String OF_PIPELINE = " WHERE migration = ? AND pipeline = ?";

    private final LedgerHome home;
    private final Connection connection;

    /** The ledger where a connection leads. */
    public LedgerTables(LedgerHome home, Connection connection) {
        this.home = home;
        this.connection = connection;
    }

    /** Makes the tables, takes the next epoch and tells what is done; refuses rows begun by another definition. */
    public Ledger open(LedgerScope scope, Instant now) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(home.create());
        }
        List<LedgerRow> rows = rows(scope);
        if (!rows.isEmpty()) {
            refuseOther(scope);
        }
        update(
                "INSERT INTO " + home.prefix() + "caravan_migration VALUES (?, ?) ON CONFLICT DO NOTHING",
                scope.migration(),
                (scope.firstStart() == null ? now : scope.firstStart())
                        .truncatedTo(ChronoUnit.MICROS)
                        .toString());
        update(
                "INSERT INTO " + home.prefix() + "caravan_pipeline (migration, pipeline, digest, epoch, holder,"
                        + " opened) VALUES (?, ?, ?, 1, ?, ?) ON CONFLICT (migration, pipeline)"
                        + " DO UPDATE SET digest = excluded.digest, epoch ="
                        + " caravan_pipeline.epoch + 1, holder = excluded.holder, opened ="
                        + " excluded.opened",
                scope.migration(),
                scope.pipeline(),
                scope.digest(),
                scope.holder(),
                now.toString());
        return new Ledger(holder(scope, "").epoch(), firstStart(scope), rows);
    }

    /** What is known of a pipeline that was begun. */
    public Optional<Ledger> look(LedgerScope scope) throws SQLException {
        Holder holder = exists() ? holder(scope, "") : null;
        return holder == null
                ? Optional.empty()
                : Optional.of(new Ledger(holder.epoch(), firstStart(scope), rows(scope)));
    }

    /** What is done, once no transaction of another connection is at it any more. */
    public List<LedgerRow> rowsAtRest(LedgerScope scope) throws SQLException {
        holder(scope, " FOR UPDATE");
        return rows(scope);
    }

    /** Refuses a run whose epoch is over. */
    public void check(LedgerScope scope, long epoch) throws SQLException {
        Holder holder = exists() ? holder(scope, home.lock()) : null;
        if (holder == null) {
            throw stale(LedgerRefusal.gone(scope, UNTOUCHED));
        }
        if (holder.epoch() != epoch) {
            throw stale(LedgerRefusal.overtaken(scope, holder.epoch(), holder.name(), epoch, UNTOUCHED));
        }
    }

    /** Writes how far a partition is. */
    public void save(LedgerScope scope, LedgerRow row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO " + home.prefix()
                + "caravan_ledger (" + String.join(", ", LedgerRowForm.PROGRESS)
                + ", migration, pipeline, partition) VALUES (" + Sql.parameters(LedgerRowForm.PROGRESS.size() + 3)
                + ") ON CONFLICT (migration, pipeline, partition) DO UPDATE SET "
                + Sql.joined(LedgerRowForm.PROGRESS, ", ", column -> column + " = excluded." + column))) {
            LedgerRowForm.set(statement, scope, row);
            statement.executeUpdate();
        }
    }

    /**
     * Writes how far a partition is that was further on than {@code least}, or there, before.
     *
     * @throws CaravanException TARGET_UNUSABLE when it was not: what was confirmed is gone, and nothing may be written behind it
     */
    public void saveBehind(LedgerScope scope, LedgerRow row, Position least) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("UPDATE " + home.prefix() + "caravan_ledger SET "
                + Sql.joined(LedgerRowForm.PROGRESS, ", ", column -> column + " = ?") + OF_PIPELINE
                + " AND partition = ? AND position_ordinal >= ?")) {
            LedgerRowForm.set(statement, scope, row);
            statement.setLong(LedgerRowForm.PROGRESS.size() + 4, least.ordinal());
            if (statement.executeUpdate() == 0) {
                throw home.error(
                        ErrorCode.TARGET_UNUSABLE,
                        "it has lost what it had confirmed of partition '" + row.partition()
                                + "' (it was stopped before"
                                + " that was on its disk, or another server took its place); run again: the ledger tells"
                                + " where to go on, and nothing is missing or doubled then",
                        null);
            }
        }
    }

    /** Forgets the rows; the epoch goes on, so that a run of before is refused. */
    public void forget(LedgerScope scope, Instant now) throws SQLException {
        if (!exists()) {
            return;
        }
        update("DELETE FROM " + home.prefix() + "caravan_ledger" + OF_PIPELINE, scope.migration(), scope.pipeline());
        update(
                "UPDATE " + home.prefix() + "caravan_pipeline SET epoch = epoch + 1, holder = ?, opened = ?"
                        + OF_PIPELINE,
                scope.holder(),
                now.toString(),
                scope.migration(),
                scope.pipeline());
    }

    /** Takes a migration out, and the tables when it was the last; answers what went, for people. */
    public String drop(String migration) throws SQLException {
        if (!exists()) {
            return "";
        }
        int rows = 0;
        for (String table : TABLES) {
            rows += update("DELETE FROM " + home.prefix() + table + " WHERE migration = ?", migration);
        }
        if (Sql.one(connection, "SELECT count(*) FROM " + home.prefix() + "caravan_migration") > 0) {
            return rows == 0 ? "" : "its rows in the tables " + String.join(", ", TABLES) + ", which others use";
        }
        for (String table : TABLES) {
            Sql.run(connection, "DROP TABLE " + home.prefix() + table);
        }
        return "the tables " + String.join(", ", TABLES);
    }

    private boolean exists() throws SQLException {
        return Sql.one(connection, home.exists()) > 0;
    }

    private void refuseOther(LedgerScope scope) throws SQLException {
        String known = one(
                "SELECT digest FROM " + home.prefix() + "caravan_pipeline" + OF_PIPELINE,
                scope.migration(),
                scope.pipeline());
        Optional<String> refusal = known == null ? Optional.empty() : LedgerRefusal.changed(scope, known);
        if (refusal.isPresent()) {
            throw home.error(ErrorCode.PIPELINE_CHANGED, refusal.get(), null);
        }
    }

    private CaravanException stale(String refusal) {
        return home.error(ErrorCode.STALE_RUN, refusal, null);
    }

    private Instant firstStart(LedgerScope scope) throws SQLException {
        return Instant.parse(one(
                "SELECT first_start FROM " + home.prefix() + "caravan_migration WHERE migration = ?",
                scope.migration()));
    }

    private Holder holder(LedgerScope scope, String end) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT epoch, holder FROM " + home.prefix() + "caravan_pipeline" + OF_PIPELINE + end)) {
            statement.setString(1, scope.migration());
            statement.setString(2, scope.pipeline());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? new Holder(row.getLong(1), row.getString(2)) : null;
            }
        }
    }

    private List<LedgerRow> rows(LedgerScope scope) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT " + String.join(", ", LedgerRowForm.PROGRESS) + ", partition FROM "
                        + home.prefix() + "caravan_ledger" + OF_PIPELINE + " ORDER BY partition")) {
            statement.setString(1, scope.migration());
            statement.setString(2, scope.pipeline());
            try (ResultSet row = statement.executeQuery()) {
                List<LedgerRow> rows = new ArrayList<>();
                while (row.next()) {
                    rows.add(LedgerRowForm.row(row, home));
                }
                return rows;
            }
        }
    }

    private String one(String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, parameters);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    private int update(String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, parameters);
            return statement.executeUpdate();
        }
    }

    private static void set(PreparedStatement statement, String... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setString(i + 1, parameters[i]);
        }
    }

    /** Who may write a pipeline. */
    private record Holder(long epoch, String name) {}
}
