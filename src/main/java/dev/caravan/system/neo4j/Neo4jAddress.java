package dev.caravan.system.neo4j;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.SystemSettings;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a graph is and who goes there, taken from a URL piece by piece.
 *
 * @param uri for the driver, without user, password and database
 * @param user empty for a server that asks for none
 * @param database empty for the user's own
 * @param timeout how long one transaction may take
 * @param unusable the code of errors: which of the two ends it is
 */
record Neo4jAddress(String uri, String user, String password, String database, Duration timeout, ErrorCode unusable) {
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(60);
    private static final Pattern URL = Pattern.compile("(?<scheme>(?:bolt|neo4j)(?:\\+s|\\+ssc)?)://"
            + "(?:(?<user>[^:@/]*)(?::(?<password>[^/]*))?@)?"
            + "(?<place>(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(?::\\d{1,5})?)(?:/(?<database>[A-Za-z0-9._-]*))?");

    /**
     * Reads a system's URL, and {@code user}, {@code password} and {@code database} beside it, which come first.
     *
     * @throws CaravanException FILE_INVALID with the system's place; the URL is not repeated, it may hold a password
     */
    static Neo4jAddress of(SystemSettings system, ErrorCode unusable) {
        Matcher url = URL.matcher(system.address().strip());
        if (!url.matches()) {
            throw new CaravanException(
                    ErrorCode.FILE_INVALID,
                    system.place(),
                    "the address of system '" + system.name() + "' is not the URL of a Neo4j server; write"
                            + " neo4j://HOST:PORT/DATABASE or bolt://HOST:PORT/DATABASE, with +s behind the first word for TLS");
        }
        return new Neo4jAddress(
                url.group("scheme") + "://" + url.group("place"),
                system.beside("user", url.group("user")),
                system.beside("password", url.group("password")),
                system.beside("database", url.group("database")),
                system.timeout(USUAL_TIMEOUT),
                unusable);
    }

    /** The server and database, as people may see them. */
    String shown() {
        return uri + (database.isEmpty() ? "" : "/" + database);
    }

    /** The same with another code for its errors. */
    Neo4jAddress failingAs(ErrorCode code) {
        return new Neo4jAddress(uri, user, password, database, timeout, code);
    }

    /** An error of this end of the migration. */
    CaravanException error(String message, Throwable cause) {
        return new CaravanException(unusable, shown(), message, cause);
    }

    @Override
    public String toString() {
        return shown();
    }
}
