package dev.caravan.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.console.JolokiaQuestions.Looked;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Person;
import dev.caravan.repository.Journal;
import dev.caravan.repository.JournalNote;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jolokia.server.core.http.AgentServlet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /hawtio/jolokia}: Jolokia behind our restrictor. Made ready at the first question, so that it costs nothing where
 * nobody opens Hawtio.
 */
final class JolokiaServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(JolokiaServlet.class);

    private final transient JolokiaQuestions questions = new JolokiaQuestions();
    private final transient Journal journal;
    private final transient ThreadLocal<Person> asking = new ThreadLocal<>();
    private final transient AgentServlet agent = new AgentServlet(new RouteRestrictor(this::mayOperate));

    JolokiaServlet(Journal journal) {
        this.journal = journal;
    }

    @Override
    public void init(ServletConfig config) throws ServletException {
        super.init(config);
        agent.init(config);
    }

    @Override
    public void destroy() {
        agent.destroy();
    }

    /** Questions come as POST; GET is for finding out that Jolokia is here. */
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        boolean bare = request.getPathInfo() == null || request.getPathInfo().equals("/");
        boolean known = request.getMethod().equals("POST")
                ? JolokiaQuestions.PARAMETERS.containsAll(
                        request.getParameterMap().keySet())
                : request.getMethod().equals("GET") && request.getQueryString() == null;
        if (!bare || !known) {
            Answers.text(response, HttpServletResponse.SC_NOT_FOUND, "ask Jolokia by POST, with nothing in the path\n");
            return;
        }
        Looked looked = request.getMethod().equals("POST") ? questions.look(request) : new Looked(request, "");
        if (looked.request() == null) {
            Answers.json(response, HttpServletResponse.SC_OK, looked.answer());
            return;
        }
        asking.set(Visitor.of(request));
        try {
            agent.service(looked.request(), response);
        } finally {
            asking.remove();
        }
    }

    /** Routes of a pipeline begin with their migration, where a tilde stands for a dot; others concern all. */
    private static String migration(String route) {
        String[] parts = route.split("\\.");
        return parts.length == 1 ? "" : parts[0].replace('~', '.');
    }

    private boolean mayOperate(String route, String verb) {
        Person person = asking.get();
        if (person == null || !person.isOperator()) {
            return false;
        }
        try {
            journal.append(new JournalNote(
                    migration(route),
                    person.name(),
                    verb + " route " + route,
                    "",
                    JsonNodeFactory.instance.objectNode()));
            return true;
        } catch (CaravanException notWritten) {
            LOG.warn("route {} stays as it is: {}", route, notWritten.line());
            return false;
        }
    }
}
