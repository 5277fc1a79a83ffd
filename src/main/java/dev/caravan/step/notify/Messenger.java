package dev.caravan.step.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.Notices.Channel;
import dev.caravan.step.http.HttpCaller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Brings a message over a channel. Safe for use by several threads. */
public final class Messenger {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String PAGERDUTY = "https://events.pagerduty.com/v2/enqueue";

    private final HttpCaller http;
    private final Mailer mailer;
    private final Payloads payloads = new Payloads();

    public Messenger(HttpCaller http, Mailer mailer) {
        this.http = http;
        this.mailer = mailer;
    }

    /**
     * Returns once somebody has taken the message.
     *
     * @throws IOException when nobody has, with the reason; no secrets
     */
    public void send(Channel channel, Message message) throws IOException {
        switch (channel.kind()) {
            case "mail" -> mailer.send(mail(channel, message));
            case "file" -> append(Path.of(channel.address()), payloads.body(channel, message));
            case "pagerduty" -> post(channel.options().path("url").asText(PAGERDUTY), channel, message);
            default -> post(channel.address(), channel, message);
        }
    }

    private void post(String url, Channel channel, Message message) throws IOException {
        HttpCaller.Answer answer = http.call(new HttpCaller.Request(
                "POST", url, Map.of("Content-Type", "application/json"), payloads.body(channel, message), PATIENCE));
        if (answer.status() >= 300) {
            throw new IOException("status " + answer.status());
        }
    }

    private static Mailer.Mail mail(Channel channel, Message message) {
        JsonNode options = channel.options();
        List<String> to = new ArrayList<>(List.of(channel.address().split("\\s*,\\s*")));
        return new Mailer.Mail(
                options.path("server").asText("smtp://localhost:25"),
                options.path("user").textValue(),
                options.path("password").textValue(),
                options.path("from").asText("caravan@localhost"),
                to,
                message.subject(),
                message.text() + "\n\n" + message.migration() + ", passage " + message.passage() + ", " + message.at()
                        + "\n",
                PATIENCE);
    }

    private static void append(Path file, String line) throws IOException {
        if (Files.notExists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.write(file, (line + "\n").getBytes(UTF_8), StandardOpenOption.APPEND, StandardOpenOption.SYNC);
    }
}
