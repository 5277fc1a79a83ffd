package dev.caravan.system.postgresql;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.sql.SQLException;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Turns what the driver and the server say into what people can mend. Their words are repeated only where they cannot hold a
 * value of a record.
 */
final class PostgresqlFailure {
    /** Lost connections, a server that goes or comes, deadlocks, full disks: trying again may help. */
    private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "58");

    private static final Set<String> PASSING = Set.of("57P01", "57P02", "57P03", "55P03", "57014", "25006", "55006");

    /** Data and constraints: the server's sentence may quote a value. */
    private static final Set<String> TELLING_CLASSES = Set.of("22", "23", "P0");

    private PostgresqlFailure() {}

    /** The error for a failure; the original stays its cause. */
    static CaravanException of(SQLException cause, PostgresqlServer server, String doing) {
        ErrorCode code = isPassing(cause) ? ErrorCode.IO_FAILED : server.unusable();
        return new CaravanException(code, server.address().toString(), doing + ": " + advice(cause), cause);
    }

    static String state(SQLException cause) {
        return cause.getSQLState() == null ? "" : cause.getSQLState();
    }

    /** True when a row, not the statement or the server, is to blame: its values, a constraint, or what a trigger says. */
    static boolean isOfARow(SQLException cause) {
        return TELLING_CLASSES.contains(classOf(cause)) || state(cause).equals("54000");
    }

    static boolean isForeignKey(SQLException cause) {
        return state(cause).equals("23503");
    }

    /** True when the connection is of no more use. */
    static boolean isLost(SQLException cause) {
        return classOf(cause).equals("08") || state(cause).startsWith("57P");
    }

    static boolean isPassing(SQLException cause) {
        return PASSING_CLASSES.contains(classOf(cause)) || PASSING.contains(state(cause));
    }

    /** What the server said, or null when it did not come to that. */
    static ServerErrorMessage said(SQLException cause) {
        return cause instanceof PSQLException known ? known.getServerErrorMessage() : null;
    }

    private static String advice(SQLException cause) {
        return switch (state(cause)) {
            case "08001", "08004" ->
                "nothing answers there, or not in time; check that the server runs and host and port are right";
            case "28P01", "28000" ->
                "the server refuses this user or password; check 'user' and 'password' of the system";
            case "3D000" -> "there is no such database; make it, or name the files that make its tables under schema:";
            case "42501" -> "this user lacks a right (" + sentence(cause) + "); grant it and run again";
            case "53100" -> "the server's disk is full; nothing of this transaction was kept: make room and run again";
            case "53300" -> "the server has no connection left; raise max_connections or lower 'workers'";
            case "25006" -> "the server or database is read-only now; thaw it and run again";
            case "55P03" -> "a row or table is locked by another session for a minute; let it finish and run again";
            case "57P01", "57P02", "57P03" -> "the server is going down or coming up; wait and run again";
            default -> sentence(cause);
        };
    }

    /** The server's own sentence, or its code where the sentence may hold a value. */
    private static String sentence(SQLException cause) {
        ServerErrorMessage said = said(cause);
        if (TELLING_CLASSES.contains(classOf(cause)) && said != null) {
            return "error " + state(cause) + (said.getRoutine() == null ? "" : " in " + said.getRoutine());
        }
        return said == null ? cause.getMessage() : said.getMessage() + " (" + state(cause) + ")";
    }

    private static String classOf(SQLException cause) {
        return state(cause).length() < 2 ? "08" : state(cause).substring(0, 2);
    }
}
