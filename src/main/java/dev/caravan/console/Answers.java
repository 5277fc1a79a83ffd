package dev.caravan.console;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Whole answers, written at once, and sent when the request is done with: Jetty adds their length. */
final class Answers {
    private Answers() {}

    static void text(HttpServletResponse response, int status, String text) throws IOException {
        write(response, status, "text/plain;charset=utf-8", text);
    }

    static void html(HttpServletResponse response, int status, String page) throws IOException {
        write(response, status, "text/html;charset=utf-8", page);
    }

    static void json(HttpServletResponse response, int status, String json) throws IOException {
        write(response, status, "application/json;charset=utf-8", json);
    }

    static void write(HttpServletResponse response, int status, String type, String text) throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }
}
