package dev.caravan.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.console.LoginDesk.Outcome;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * {@code /hawtio}: the pages of Hawtio, and the few questions that they ask of a server besides Jolokia's. Hawtio's own server
 * code, with its proxy to other machines, is not part of Caravan.
 */
final class HawtioServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String PAGES = "/hawtio";
    private static final Pattern FILE = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+\\.[a-z0-9]{2,5}");
    private static final int LOGIN_BYTES = 4096;
    private static final int TOO_MANY = 429;

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=utf-8",
            "js", "text/javascript;charset=utf-8",
            "css", "text/css;charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "woff2", "font/woff2",
            "txt", "text/plain;charset=utf-8");

    private final transient LoginDesk desk;
    private final transient ObjectMapper json = new ObjectMapper();

    HawtioServlet(LoginDesk desk) {
        this.desk = desk;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo() == null ? "" : request.getPathInfo();
        switch (path) {
            case "" -> response.sendRedirect("/hawtio/");
            case "/user" ->
                Answers.json(
                        response,
                        HttpServletResponse.SC_OK,
                        json.writeValueAsString(Visitor.of(request).name()));
            case "/plugin" -> Answers.json(response, HttpServletResponse.SC_OK, "[]");
            case "/auth/config" -> Answers.json(response, HttpServletResponse.SC_OK, "{}");
            case "/auth/config/session-timeout" ->
                Answers.json(response, HttpServletResponse.SC_OK, "{\"timeout\":-1}");
            case "/keycloak/enabled", "/proxy/enabled" -> Answers.json(response, HttpServletResponse.SC_OK, "false");
            case "/refresh" -> Answers.json(response, HttpServletResponse.SC_OK, "true");
            case "/auth/logout" -> {
                Visitor.leave(request);
                response.sendRedirect("/login?next=/hawtio/");
            }
            default -> page(path, response);
        }
    }

    /** The login of a page whose session has ended meanwhile. */
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!"/auth/login".equals(request.getPathInfo())) {
            Answers.text(response, HttpServletResponse.SC_NOT_FOUND, "there is nothing to post to here\n");
            return;
        }
        JsonNode asked = read(request);
        String name = asked.path("username").asText("");
        Outcome outcome = desk.enter(name, asked.path("password").asText("").toCharArray(), request.getRemoteAddr());
        if (outcome.person().isPresent()) {
            Visitor.enter(request, outcome.person().get());
            Answers.json(response, HttpServletResponse.SC_OK, "{}");
            return;
        }
        if (!outcome.pause().isZero()) {
            response.setHeader(
                    "Retry-After", String.valueOf(Math.max(1, outcome.pause().toSeconds())));
        }
        int status = outcome.pause().isZero() ? HttpServletResponse.SC_FORBIDDEN : TOO_MANY;
        Answers.json(response, status, "{}");
    }

    private JsonNode read(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(LOGIN_BYTES);
        try {
            return json.readTree(body);
        } catch (JsonProcessingException e) {
            return json.createObjectNode();
        }
    }

    /** A path without an ending is a place within Hawtio's one page. */
    private void page(String path, HttpServletResponse response) throws IOException {
        boolean isFile = FILE.matcher(path).matches();
        String name = isFile ? path : "/index.html";
        try (InputStream in = open(name)) {
            if (in == null) {
                Answers.text(response, HttpServletResponse.SC_NOT_FOUND, "Hawtio has no such file\n");
                return;
            }
            response.setContentType(TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
            response.setHeader("Content-Security-Policy", SafetyHeaders.HAWTIO_PAGES);
            if (path.startsWith("/static/")) {
                // Their names change with their content
                response.setHeader("Cache-Control", "private, max-age=31536000, immutable");
            }
            in.transferTo(response.getOutputStream());
        }
    }

    private static InputStream open(String name) {
        String type = name.substring(name.lastIndexOf('.') + 1);
        if (!TYPES.containsKey(type)) {
            return null;
        }
        boolean own = name.equals("/hawtconfig.json");
        return HawtioServlet.class.getResourceAsStream(own ? "hawtconfig.json" : PAGES + name);
    }
}
