package dev.caravan.traffic;

import dev.caravan.model.Side;
import dev.caravan.model.Traffic;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Asks v1 whether it could serve callers. */
final class Pulse {
    private static final int TIMEOUT_MILLIS = 2_000;

    private Pulse() {}

    /** What is wrong with v1, for people; empty when it answers, or the service does not say where to ask. */
    static Optional<String> problem(Traffic service) {
        String path = service.rules().health();
        if (path == null) {
            return Optional.empty();
        }
        URI base = service.base(Side.V1);
        URI asked = URI.create(base.getScheme() + "://" + base.getRawAuthority() + Addresses.path(base) + path);
        try {
            int status = status(asked);
            return status / 100 == 2 ? Optional.empty() : Optional.of("v1 answers " + asked + " with status " + status);
        } catch (SSLException untrusted) {
            // Something answers; whom to trust is the router's matter
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("v1 does not answer at " + asked + " (" + e.getMessage() + ")");
        }
    }

    private static int status(URI asked) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) asked.toURL().openConnection(Proxy.NO_PROXY);
        try {
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            connection.setRequestProperty("Connection", "close");
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }
}
