package dev.caravan.console;

import dev.caravan.model.Person;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * Stands in front of everything: no servlet is asked before it has let a request in. Refuses names that are not ours, requests
 * that another site's page made, and whoever is not logged in; what is not named as open is closed.
 */
final class Gatekeeper extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final int MISDIRECTED = 421;
    private static final long MOST_BYTES = 1 << 20;
    private static final String BEARER = "Bearer ";
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST");
    private static final Set<String> OPEN = Set.of("/login", "/style.css", "/favicon.ico", "/hawtio/auth/login");

    private final transient People people;
    private final transient Names names;
    private final boolean probesOpen;
    private final boolean tls;

    /**
     * A gate.
     *
     * @param probesOpen true when {@code /observe} is open to who can reach it
     * @param tls true when browsers are to insist on TLS
     */
    Gatekeeper(People people, Names names, boolean probesOpen, boolean tls) {
        this.people = people;
        this.names = names;
        this.probesOpen = probesOpen;
        this.tls = tls;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        SafetyHeaders.set(response, tls);
        admit(request, response, chain);
        UnreadBody.settle(request, response);
    }

    private void admit(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!METHODS.contains(request.getMethod())) {
            refuse(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "only GET, HEAD and POST");
            return;
        }
        if (!names.isOurs(request)) {
            refuse(
                    response,
                    MISDIRECTED,
                    "this name is not one of this console's; ask for it by its address, or add the name to"
                            + " caravan.console.hosts");
            return;
        }
        if (request.getMethod().equals("POST") && (size(request) < 0 || size(request) > MOST_BYTES)) {
            refuse(
                    response,
                    HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
                    "a request says its length, which is at most " + MOST_BYTES + " bytes");
            return;
        }
        if (isForeign(request)) {
            refuse(response, HttpServletResponse.SC_FORBIDDEN, "the request comes from a page of another site");
            return;
        }
        Optional<Person> person = person(request);
        person.ifPresent(known -> Visitor.mark(request, known));
        if (person.isPresent() || isOpen(request)) {
            chain.doFilter(request, response);
            return;
        }
        askWho(request, response);
    }

    private static long size(HttpServletRequest request) {
        return request.getContentLengthLong();
    }

    /** With a token nothing can be forged: no browser adds it by itself. */
    private boolean isForeign(HttpServletRequest request) {
        boolean changes = request.getMethod().equals("POST") && bearer(request) == null;
        return (changes || request.getHeader("Origin") != null) && !names.isOwnPage(request);
    }

    private Optional<Person> person(HttpServletRequest request) {
        String token = bearer(request);
        return token == null ? Visitor.of(request, people) : people.byToken(token);
    }

    private boolean isOpen(HttpServletRequest request) {
        String path = request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
        return OPEN.contains(path) || (probesOpen && path.startsWith("/observe/"));
    }

    private static String bearer(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        boolean is = header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return is ? header.substring(BEARER.length()).strip() : null;
    }

    private static void askWho(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String accept = request.getHeader("Accept");
        boolean page = request.getMethod().equals("GET") && accept != null && accept.contains("text/html");
        if (page) {
            response.sendRedirect("/login?next=" + URLEncoder.encode(request.getRequestURI(), StandardCharsets.UTF_8));
            return;
        }
        response.setHeader("WWW-Authenticate", "Bearer");
        refuse(response, HttpServletResponse.SC_UNAUTHORIZED, "log in at /login, or send a bearer token");
    }

    private static void refuse(HttpServletResponse response, int status, String why) throws IOException {
        Answers.text(response, status, why + "\n");
    }
}
