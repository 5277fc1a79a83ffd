package dev.caravan.system.postgresql;

import dev.caravan.relational.Sql;
import dev.caravan.spi.Freeze;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Freezes a database by {@code default_transaction_read_only} for all new sessions, and ends those that are open. The mark is
 * an empty schema whose comment is the token: it comes and goes in the transaction that changes the setting, and its owner
 * needs no more rights than for that. A session may still switch the setting off for itself: it holds back applications, not
 * somebody who means to write.
 */
final class PostgresqlFreeze implements Freeze {
    /** The schema that marks a frozen database. */
    static final String MARK = "caravan_frozen";

    private static final String READ_ONLY = "SELECT count(*) FROM pg_db_role_setting s JOIN pg_database d ON d.oid ="
            + " s.setdatabase WHERE d.datname = current_database() AND s.setrole = 0 AND"
            + " 'default_transaction_read_only=on' = ANY (s.setconfig)";

    private static final String TOKEN =
            "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = '" + MARK + "'";

    private static final String OTHERS = " FROM pg_stat_activity WHERE datname = current_database() AND pid <>"
            + " pg_backend_pid() AND backend_type = 'client backend'";

    private static final String READ_ONLY_STATE = "25006";
    private static final int TRIES = 100;
    private static final long BETWEEN_NANOS = 50_000_000;

    private final PostgresqlServer server;
    private final PostgresqlServer application;

    /**
     * A freeze of one database.
     *
     * @param application the same database as the application's user goes there
     */
    PostgresqlFreeze(PostgresqlServer server, PostgresqlServer application) {
        this.server = server;
        this.application = application;
    }

    @Override
    public void freeze(String token) {
        work("could not be frozen", connection -> {
            Standing standing = standing(connection);
            if (standing.frozen() && !standing.by(token)) {
                return;
            }
            long prepared =
                    Sql.one(connection, "SELECT count(*) FROM pg_prepared_xacts WHERE database = current_database()");
            if (prepared > 0) {
                throw server.error(
                        prepared + " prepared transactions could still be committed; commit them or roll them back",
                        null);
            }
            Sql.run(connection, "ALTER DATABASE " + database() + " SET default_transaction_read_only = on");
            Sql.run(connection, "CREATE SCHEMA IF NOT EXISTS " + MARK);
            Sql.run(connection, "COMMENT ON SCHEMA " + MARK + " IS " + TableQuery.literal(token));
            connection.commit();
            endOthers(connection);
        });
    }

    @Override
    public Standing look() {
        Connection connection = server.reading();
        try {
            return standing(connection);
        } catch (SQLException e) {
            throw server.failure(e, "could not be looked at");
        } finally {
            PostgresqlServer.closeQuietly(connection);
        }
    }

    @Override
    public Proof probe() {
        Connection connection = application.plain();
        try {
            long tables = Sql.one(connection, "SELECT count(*) FROM pg_class WHERE relkind = 'r'");
            connection.commit();
            try {
                Sql.run(connection, "CREATE TABLE caravan_probe (number integer)");
                return new Proof(false, tables > 0, "a table could be made");
            } catch (SQLException refused) {
                boolean readOnly = READ_ONLY_STATE.equals(refused.getSQLState());
                boolean noRight = "42501".equals(refused.getSQLState());
                if (!readOnly && !noRight) {
                    throw refused;
                }
                return new Proof(
                        readOnly,
                        tables > 0,
                        readOnly
                                ? "the server refused it: read-only transaction (25006)"
                                : "the server refused it for want of a right, not for being read-only");
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw application.failure(e, "a write could not be tried");
        } finally {
            PostgresqlServer.closeQuietly(connection);
        }
    }

    @Override
    public void thaw(String token) {
        work("could not be thawed", connection -> {
            if (!standing(connection).by(token)) {
                return;
            }
            Sql.run(connection, "ALTER DATABASE " + database() + " RESET default_transaction_read_only");
            Sql.run(connection, "DROP SCHEMA IF EXISTS " + MARK);
            connection.commit();
            // Who connected meanwhile would stay read-only for as long as the connection lasts
            endOthers(connection);
        });
    }

    private Standing standing(Connection connection) throws SQLException {
        boolean frozen = Sql.one(connection, READ_ONLY) > 0;
        List<String> token = Sql.rows(connection, TOKEN, row -> row.getString(1));
        String by = token.isEmpty() || token.get(0) == null ? "" : token.get(0);
        return frozen ? new Standing(true, by) : Standing.FREE;
    }

    private void endOthers(Connection connection) throws SQLException {
        for (int tries = 0; tries < TRIES; tries++) {
            Sql.rows(connection, "SELECT pg_terminate_backend(pid)" + OTHERS, row -> row.getBoolean(1));
            connection.commit();
            if (Sql.one(connection, "SELECT count(*)" + OTHERS) == 0) {
                return;
            }
            connection.commit();
            LockSupport.parkNanos(BETWEEN_NANOS);
        }
        throw server.error("sessions of others are open and do not end; end them, and run again", null);
    }

    private String database() {
        return Sql.quoted(server.address().database());
    }

    private void work(String doing, Change change) {
        Connection connection = server.writing();
        try {
            change.make(connection);
        } catch (SQLException e) {
            throw server.failure(e, doing);
        } finally {
            PostgresqlServer.closeQuietly(connection);
        }
    }

    /** What happens over one connection that commits where it says so. */
    @FunctionalInterface
    private interface Change {
        void make(Connection connection) throws SQLException;
    }
}
