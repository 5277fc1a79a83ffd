package dev.caravan.console;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;

/** {@code /}: where every migration stands; and the style of Caravan's own pages. */
final class StatusServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Board board;

    StatusServlet(Board board) {
        this.board = board;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (request.getServletPath()) {
            case "", "/" ->
                Answers.html(response, HttpServletResponse.SC_OK, StatusPage.of(board.look(), Visitor.of(request)));
            case "/style.css" -> style(response);
            case "/favicon.ico" -> response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            default -> Answers.text(response, HttpServletResponse.SC_NOT_FOUND, "there is nothing of this name\n");
        }
    }

    private static void style(HttpServletResponse response) throws IOException {
        try (InputStream in = StatusServlet.class.getResourceAsStream("style.css")) {
            response.setContentType("text/css;charset=utf-8");
            in.transferTo(response.getOutputStream());
        }
    }
}
