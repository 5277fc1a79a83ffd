package dev.caravan.system.jdbc;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.SystemSettings;
import dev.caravan.relational.Sql;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;

/**
 * One database and how it is connected to.
 *
 * @param zeroDates what becomes of dates that do not exist
 * @param longest how many bytes a value may have
 */
record JdbcServer(JdbcAddress address, Drivers drivers, ZeroDates zeroDates, long longest) {
    private static final long USUAL_LONGEST = 16 << 20;

    /** What becomes of {@code 0000-00-00} and its like. */
    enum ZeroDates {
        REJECT,
        NULL
    }

    static JdbcServer of(SystemSettings system, Drivers drivers) {
        String zero = system.options().path("zero-dates").asText("reject");
        if (!zero.equals("reject") && !zero.equals("null")) {
            throw new CaravanException(ErrorCode.FILE_INVALID, system.place(), "'zero-dates' is one of reject, null");
        }
        return new JdbcServer(
                JdbcAddress.of(system),
                drivers,
                zero.equals("null") ? ZeroDates.NULL : ZeroDates.REJECT,
                system.options().path("max-record-bytes").asLong(USUAL_LONGEST));
    }

    Dialect dialect() {
        return address.maria() ? new MariaDialect() : new PlainDialect();
    }

    /** A connection that only reads; its transaction is begun by the dialect. */
    Connection connect() {
        Driver driver = drivers.of(address.url())
                .orElseThrow(() -> error(
                        "no driver knows this URL; put the driver's jar into the folder " + drivers.folder(), null));
        Connection connection = null;
        try {
            connection = driver.connect(address.url(), address.properties());
            for (String statement : dialect().session()) {
                Sql.run(connection, statement);
            }
            connection.setReadOnly(true);
            return connection;
        } catch (SQLException e) {
            closeQuietly(connection);
            throw failure(e, "could not be connected to");
        }
    }

    CaravanException error(String message, Throwable cause) {
        return new CaravanException(ErrorCode.SOURCE_UNUSABLE, address.shown(), message, cause);
    }

    CaravanException failure(SQLException cause, String doing) {
        String state = cause.getSQLState() == null ? "" : cause.getSQLState();
        String advice =
                switch (state.length() < 2 ? "" : state.substring(0, 2)) {
                    case "08" ->
                        "nothing answers there, or not any more; check that the server runs, host and port, and run again";
                    case "28" -> "the server refuses this user or password; check 'user' and 'password' of the system";
                    default -> cause.getMessage() + " (" + state + ", " + cause.getErrorCode() + ")";
                };
        return error(doing + ": " + advice, cause);
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
}
