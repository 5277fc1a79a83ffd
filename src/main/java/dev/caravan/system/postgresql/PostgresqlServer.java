package dev.caravan.system.postgresql;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.SystemSettings;
import dev.caravan.relational.LedgerHome;
import dev.caravan.relational.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * One database and how it is connected to.
 *
 * @param unusable the code of errors: SOURCE_UNUSABLE or TARGET_UNUSABLE
 */
record PostgresqlServer(PostgresqlAddress address, ErrorCode unusable) {
    /** One meaning for every text that travels, and no limit that would end a long copy. */
    private static final String SESSION =
            "SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'iso_8601'; SET extra_float_digits"
                    + " = 3; SET bytea_output = 'hex'; SET xmloption = 'content'; SET lc_monetary = 'C'; SET"
                    + " standard_conforming_strings = on; SET statement_timeout = 0; SET"
                    + " idle_in_transaction_session_timeout = 0; SET lock_timeout = '60s'; SET client_min_messages ="
                    + " 'error'";

    private static final String NO_SUCH_DATABASE = "3D000";

    static PostgresqlServer of(SystemSettings system, ErrorCode unusable) {
        return new PostgresqlServer(PostgresqlAddress.of(system), unusable);
    }

    /** A connection that writes, a transaction for each commit. */
    Connection writing() {
        return open("SET default_transaction_read_only = off");
    }

    /** A connection whose transactions cannot write and see one state each. */
    Connection reading() {
        return open("SET default_transaction_read_only = on; SET default_transaction_isolation = 'repeatable read'");
    }

    /** A connection as an application has it: whether it may write, the database's own settings say. */
    Connection plain() {
        return open("SET application_name = 'caravan'");
    }

    /** False when the server answers and has no such database. */
    boolean exists() {
        try {
            closeQuietly(connect());
            return true;
        } catch (SQLException e) {
            if (NO_SUCH_DATABASE.equals(e.getSQLState())) {
                return false;
            }
            throw failure(e, "could not be connected to");
        }
    }

    /** The database that every server has, from which others are made. */
    PostgresqlServer maintenance() {
        return new PostgresqlServer(address.withDatabase("postgres"), unusable);
    }

    /** Makes the database. */
    void create() {
        try (Connection connection = maintenance().connect()) {
            Sql.run(connection, "CREATE DATABASE " + Sql.quoted(address.database()));
        } catch (SQLException e) {
            if (!"42P04".equals(e.getSQLState())) {
                throw failure(e, "the database could not be made");
            }
        }
    }

    /** How the ledger is kept where a connection leads. */
    LedgerHome ledger(Connection connection) throws SQLException {
        String schema = Sql.text(connection, "SELECT quote_ident(current_schema())");
        if (schema == null) {
            throw error("no schema of the search path is there; make it, or mend currentSchema in the URL", null);
        }
        try (InputStream in = PostgresqlServer.class.getResourceAsStream("1-ledger.sql")) {
            return new LedgerHome(
                    address.toString(),
                    schema + ".",
                    "SELECT count(*) FROM pg_class WHERE relname = 'caravan_pipeline' AND relnamespace = "
                            + TableQuery.literal(schema) + "::regnamespace",
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("{schema}", schema),
                    " FOR SHARE");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    CaravanException error(String message, Throwable cause) {
        return new CaravanException(unusable, address.toString(), message, cause);
    }

    /** The error that people see for a failure of the driver or the server. */
    CaravanException failure(SQLException cause, String doing) {
        return PostgresqlFailure.of(cause, this, doing);
    }

    static CopyManager copies(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI();
    }

    /** Ends a connection whose work is done or lost; what failed before is the error worth telling. */
    static void closeQuietly(Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException ignored) {
            // The server ends what it does not hear of any more
        }
    }

    private Connection open(String mode) {
        Connection connection = null;
        try {
            connection = connect();
            Sql.run(connection, SESSION + "; " + mode);
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            closeQuietly(connection);
            throw failure(e, "could not be connected to");
        }
    }

    private Connection connect() throws SQLException {
        return new Driver().connect(address.url(), address.driverProperties());
    }
}
