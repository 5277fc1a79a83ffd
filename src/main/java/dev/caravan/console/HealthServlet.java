package dev.caravan.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.run.RunState;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code /observe/health}: live as long as the loop that drives the migrations turns, which an open port does not prove; ready
 * as long as work is taken and the state can be read.
 */
final class HealthServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Duration LONGEST_BEAT = Duration.ofSeconds(15);

    private final transient Host host;
    private final transient RunState state;

    HealthServlet(Host host, RunState state) {
        this.host = host;
        this.state = state;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (request.getPathInfo() == null ? "" : request.getPathInfo()) {
            case "/live" -> answer(response, stalled());
            case "/ready" -> answer(response, stalled().or(host::notReady).or(this::stateTrouble));
            default -> Answers.text(response, HttpServletResponse.SC_NOT_FOUND, "known: live, ready\n");
        }
    }

    private Optional<String> stalled() {
        Duration since = host.sinceBeat();
        return since.compareTo(LONGEST_BEAT) <= 0
                ? Optional.empty()
                : Optional.of("the loop that drives the migrations last turned " + since.toSeconds() + " s ago");
    }

    private Optional<String> stateTrouble() {
        try {
            state.journal().head();
            return Optional.empty();
        } catch (CaravanException e) {
            return Optional.of("the state cannot be read (" + e.code() + ")");
        }
    }

    private static void answer(HttpServletResponse response, Optional<String> trouble) throws IOException {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("status", trouble.isEmpty() ? "UP" : "DOWN");
        trouble.ifPresent(why -> body.put("reason", why));
        int status = trouble.isEmpty() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE;
        Answers.json(response, status, body + "\n");
    }
}
