package dev.caravan.system.neo4j;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import org.neo4j.driver.exceptions.AuthenticationException;
import org.neo4j.driver.exceptions.Neo4jException;
import org.neo4j.driver.exceptions.RetryableException;
import org.neo4j.driver.exceptions.SecurityException;
import org.neo4j.driver.exceptions.ServiceUnavailableException;
import org.neo4j.driver.exceptions.SessionExpiredException;

/** Says for a failure of the connection or a refusal of the server what to do. */
final class Neo4jFailure {
    private static final String REFUSED = "Neo.ClientError.";
    private static final String CONSTRAINT = REFUSED + "Schema.";

    private Neo4jFailure() {}

    /** What passes by itself may be tried again; the rest is as the address has it. */
    static CaravanException of(Neo4jException cause, Neo4jAddress address) {
        Neo4jAddress from = cause instanceof RetryableException && address.unusable() != ErrorCode.SOURCE_UNUSABLE
                ? address.failingAs(ErrorCode.IO_FAILED)
                : address;
        return from.error(advice(cause, address), cause);
    }

    /** True when the connection is of no more use, and nobody knows what became of what was sent last. */
    static boolean isLost(Neo4jException cause) {
        return cause instanceof ServiceUnavailableException || cause instanceof SessionExpiredException;
    }

    /** True when it is the data that the server does not take. */
    static boolean isRefused(Neo4jException cause) {
        String code = code(cause);
        return code.startsWith(CONSTRAINT) || code.startsWith(REFUSED + "Statement.") || isTooLarge(cause);
    }

    /** Why the server does not take the data, without values: its own message may hold some. */
    static String refusal(Neo4jException cause) {
        return isTooLarge(cause) ? "a key is too large for an index" : code(cause);
    }

    private static String code(Neo4jException cause) {
        return String.valueOf(cause.code());
    }

    /** The server has no code of its own for it, nor its driver. */
    private static boolean isTooLarge(Neo4jException cause) {
        return String.valueOf(cause.getMessage()).contains("too large to index");
    }

    private static String advice(Neo4jException cause, Neo4jAddress address) {
        String code = code(cause);
        if (cause instanceof AuthenticationException) {
            return "the server refuses this user or password; check 'user' and 'password' of the system";
        }
        if (isLost(cause)) {
            return "nothing answers there, or no more; check that the server runs, host and port, and whether it wants +s";
        }
        if (code.endsWith("DatabaseNotFound")) {
            return "there is no such database; check 'database' of the system";
        }
        if (cause instanceof SecurityException) {
            return "this user may not do that (" + code + "); grant it";
        }
        if (code.endsWith("TransactionTimedOut") || code.endsWith("TransactionTimedOutClientConfiguration")) {
            return "a transaction has not ended in " + address.timeout().toMillis()
                    + " ms; look at the server, or raise 'timeout' of the system";
        }
        if (code.endsWith("ConstraintCreationFailed")) {
            return "a key is there twice in nodes of one label, so it cannot be made unique; mend that and run again ("
                    + code + ")";
        }
        if (code.equals(CONSTRAINT + "ConstraintValidationFailed")) {
            return "a node has still relationships, or its key is taken; take them away first (" + code + ")";
        }
        return "the server says: " + code;
    }
}
