package dev.caravan.system.chroma;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.SystemSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a server is and how it is spoken to.
 *
 * @param base the server's URL without a slash at its end, without user and password
 * @param authorization the value of the header of that name, if there is to be one
 * @param timeout how long one call may take as a whole
 * @param unusable the code of errors: which of the two ends it is
 */
record ChromaAddress(
        URI base,
        String tenant,
        String database,
        Optional<String> authorization,
        Duration timeout,
        ErrorCode unusable) {
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(30);

    static ChromaAddress of(SystemSettings system, ErrorCode unusable) {
        URI url = url(system, unusable);
        String path = url.getPath() == null ? "" : url.getPath().replaceAll("/+$", "");
        try {
            URI base = new URI(url.getScheme(), null, url.getHost(), url.getPort(), path, null, null);
            return new ChromaAddress(
                    base,
                    system.options().path("tenant").asText("default_tenant"),
                    system.options().path("database").asText("default_database"),
                    Credentials.of(url, system.options().path("token").asText("")),
                    system.timeout(USUAL_TIMEOUT),
                    unusable);
        } catch (URISyntaxException e) {
            throw refuse(system, unusable);
        }
    }

    /** The server, as people may see it. */
    String shown() {
        return base.toString();
    }

    /** An error of this end of the migration. */
    CaravanException error(String message, Throwable cause) {
        return new CaravanException(unusable, shown(), message, cause);
    }

    private static URI url(SystemSettings system, ErrorCode unusable) {
        try {
            URI url = new URI(system.address().strip());
            boolean web = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            if (web && url.getHost() != null && url.getQuery() == null && url.getFragment() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // Refused below, without the address, which may hold a password
        }
        throw refuse(system, unusable);
    }

    private static CaravanException refuse(SystemSettings system, ErrorCode unusable) {
        return new CaravanException(
                unusable,
                system.place(),
                "the address of system '" + system.name()
                        + "' is not a URL of a Chroma server; write http://HOST:PORT or https://HOST:PORT");
    }
}
