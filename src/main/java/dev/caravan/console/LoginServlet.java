package dev.caravan.console;

import dev.caravan.console.LoginDesk.Outcome;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;

/** {@code /login}: a form, and what becomes of it. */
final class LoginServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int TOO_MANY = 429;

    /** A page of this console, and nothing that a browser could take for another site. */
    private static final Pattern NEXT = Pattern.compile("/(?![/\\\\])[A-Za-z0-9._~/-]{0,500}");

    private final transient LoginDesk desk;

    LoginServlet(LoginDesk desk) {
        this.desk = desk;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        show(response, HttpServletResponse.SC_OK, next(request), "");
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String name = request.getParameter("name");
        String password = request.getParameter("password");
        if (name == null || password == null) {
            show(response, HttpServletResponse.SC_BAD_REQUEST, "/", "Name and password are needed.");
            return;
        }
        String next = next(request);
        Outcome outcome = desk.enter(name, password.toCharArray(), request.getRemoteAddr());
        if (outcome.person().isPresent()) {
            Visitor.enter(request, outcome.person().get());
            response.setStatus(HttpServletResponse.SC_SEE_OTHER);
            response.setHeader("Location", next);
            return;
        }
        if (outcome.pause().isZero()) {
            show(response, HttpServletResponse.SC_FORBIDDEN, next, "This name and password do not fit.");
            return;
        }
        long seconds = Math.max(1, outcome.pause().toSeconds());
        response.setHeader("Retry-After", String.valueOf(seconds));
        show(response, TOO_MANY, next, "Too many tries; wait " + seconds + " s.");
    }

    private static String next(HttpServletRequest request) {
        String next = request.getParameter("next");
        return next != null && NEXT.matcher(next).matches() ? next : "/";
    }

    private static void show(HttpServletResponse response, int status, String next, String message) throws IOException {
        Html page = Html.page("Caravan: log in", "")
                .add("<main class=\"login\"><h1>Caravan</h1><form method=\"post\" action=\"/login\">")
                .add("<input type=\"hidden\" name=\"next\" value=\"")
                .text(next)
                .add("\"><label>Name <input name=\"name\" autocomplete=\"username\" required autofocus></label>")
                .add("<label>Password <input name=\"password\" type=\"password\" autocomplete=\"current-password\"")
                .add(" required></label><button>Log in</button>");
        if (!message.isEmpty()) {
            page.add("<p class=\"wrong\" role=\"alert\">").text(message).add("</p>");
        }
        Answers.html(response, status, page.add("</form></main>").end());
    }
}
