package dev.caravan.step.notify;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Sends mail. Safe for use by several threads. */
@FunctionalInterface
public interface Mailer {
    /**
     * Hands a mail to its server.
     *
     * @throws IOException when the server does not take it, with the reason
     */
    void send(Mail mail) throws IOException;

    /**
     * A mail.
     *
     * @param server {@code smtp://host:port} or {@code smtps://host:port}
     * @param user null for none
     * @param password null for none; never shown
     */
    record Mail(
            String server,
            String user,
            String password,
            String from,
            List<String> to,
            String subject,
            String text,
            Duration most) {
        public Mail {
            to = List.copyOf(to);
        }
    }
}
