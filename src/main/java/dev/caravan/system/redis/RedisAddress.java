package dev.caravan.system.redis;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.SystemSettings;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server is and who goes there, taken from a URL piece by piece.
 *
 * @param tls whether the connection is encrypted and the server's certificate checked
 * @param user empty for the default user
 * @param password empty for none
 * @param timeout how long one answer may take
 * @param unusable the code of errors: which of the two ends it is
 */
record RedisAddress(
        String host,
        int port,
        boolean tls,
        String user,
        String password,
        int database,
        Duration timeout,
        ErrorCode unusable) {
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(30);
    private static final int USUAL_PORT = 6379;
    private static final Pattern URL = Pattern.compile(
            "(?<scheme>rediss?)://(?:(?<user>[^:@/]*)(?::(?<password>[^/]*))?@)?"
                    + "(?<host>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(?::(?<port>\\d{1,5}))?(?:/(?<database>\\d{0,4}))?/?");

    /**
     * Reads a system's URL, and {@code user} and {@code password} beside it, which come first.
     *
     * @throws CaravanException FILE_INVALID with the system's place; the URL is not repeated, it may hold a password
     */
    static RedisAddress of(SystemSettings system, ErrorCode unusable) {
        Matcher url = URL.matcher(system.address().strip());
        if (!url.matches()) {
            throw new CaravanException(
                    ErrorCode.FILE_INVALID,
                    system.place(),
                    "the address of system '" + system.name()
                            + "' is not the URL of a Redis server; write redis://HOST:PORT/DATABASE, or rediss:// for TLS");
        }
        String port = url.group("port");
        String database = url.group("database");
        return new RedisAddress(
                url.group("host").replaceAll("[\\[\\]]", ""),
                port == null ? USUAL_PORT : Integer.parseInt(port),
                url.group("scheme").equals("rediss"),
                system.beside("user", url.group("user")),
                system.beside("password", url.group("password")),
                database == null || database.isEmpty() ? 0 : Integer.parseInt(database),
                system.timeout(USUAL_TIMEOUT),
                unusable);
    }

    /** The server and database, as people may see them. */
    String shown() {
        String name = host.contains(":") ? "[" + host + "]" : host;
        return (tls ? "rediss://" : "redis://") + name + ":" + port + "/" + database;
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
