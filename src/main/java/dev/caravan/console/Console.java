package dev.caravan.console;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.run.RunState;
import dev.caravan.settings.ConsoleSettings;
import java.net.BindException;
import java.net.URI;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * The console: one Jetty with the status page, Hawtio, metrics and health probes, behind one gate. Runs from {@link #start} to
 * {@link #close}.
 */
public final class Console implements AutoCloseable {
    private final Server server;
    private final ConsoleSettings settings;

    private Console(Server server, ConsoleSettings settings) {
        this.server = server;
        this.settings = settings;
    }

    /**
     * What the console shows, and to whom.
     *
     * @param state read only, but for the journal
     */
    public record Parts(Host host, RunState state, People people, Passwords passwords, Meters meters) {
        public Parts {
            requireNonNull(host, "host is null");
            requireNonNull(state, "state is null");
            requireNonNull(people, "people is null");
            requireNonNull(passwords, "passwords is null");
            requireNonNull(meters, "meters is null");
        }
    }

    /**
     * Opens the port, or says why it cannot.
     *
     * @throws CaravanException CONSOLE_UNUSABLE when the port is taken or the keystore cannot be used; FILE_INVALID when the
     *     file of people has mistakes
     */
    public static Console start(ConsoleSettings settings, Parts parts) {
        parts.people().all();
        Server server = new ConsoleServer(settings, parts).make();
        Console console = new Console(server, settings);
        try {
            server.start();
            return console;
        } catch (Exception e) {
            console.close();
            throw refused(settings, e);
        }
    }

    /** Where a browser on this machine finds it. */
    public URI address() {
        ServerConnector connector = (ServerConnector) server.getConnectors()[0];
        String scheme = settings.keystore() == null ? "http" : "https";
        String name = settings.address().matches("0\\.0\\.0\\.0|::") ? "localhost" : settings.address();
        String host = name.contains(":") ? "[" + name + "]" : name;
        return URI.create(scheme + "://" + host + ":" + connector.getLocalPort() + "/");
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new CaravanException(ErrorCode.INTERNAL, "console", "does not stop: " + e, e);
        }
    }

    private static CaravanException refused(ConsoleSettings settings, Exception failure) {
        String where = settings.address() + ":" + settings.port();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return new CaravanException(
                        ErrorCode.CONSOLE_UNUSABLE,
                        where,
                        "cannot be listened on (" + cause.getMessage()
                                + "): another process has this port, or the address is none of this machine; end it, or set"
                                + " caravan.console.port to another one, or to 0 for any that is free",
                        failure);
            }
        }
        return new CaravanException(
                ErrorCode.CONSOLE_UNUSABLE,
                where,
                "does not open (" + failure.getMessage() + "); check caravan.console.* in config/caravan.properties",
                failure);
    }
}
