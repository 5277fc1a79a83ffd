package dev.caravan.console;

import dev.caravan.model.Person;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;

/**
 * Who a session belongs to. The password's hash is kept beside the name: with another password, or none, the session is
 * over. A page that asks again by itself keeps a session from falling asleep, so each ends after half a day at the latest.
 */
record Visitor(String name, String password, long since) implements Serializable {
    private static final long LONGEST_NANOS = Duration.ofHours(12).toNanos();
    private static final String SESSION = "caravan.visitor";
    private static final String REQUEST = "caravan.person";

    /** Begins a session under a new id. */
    static void enter(HttpServletRequest request, Person person) {
        HttpSession old = request.getSession(false);
        if (old != null) {
            old.invalidate();
        }
        request.getSession(true)
                .setAttribute(SESSION, new Visitor(person.name(), person.password(), System.nanoTime()));
    }

    /** Ends the session, if there is one. */
    static void leave(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
    }

    /** Whose session this is, as the file of people has it now. */
    static Optional<Person> of(HttpServletRequest request, People people) {
        HttpSession session = request.getSession(false);
        if (session == null || !(session.getAttribute(SESSION) instanceof Visitor visitor)) {
            return Optional.empty();
        }
        if (System.nanoTime() - visitor.since() > LONGEST_NANOS) {
            session.invalidate();
            return Optional.empty();
        }
        return people.find(visitor.name()).filter(person -> visitor.password().equals(person.password()));
    }

    /** Hands the person on to who answers the request. */
    static void mark(HttpServletRequest request, Person person) {
        request.setAttribute(REQUEST, person);
    }

    /** The person of a request that came through the gate; null where everybody may come. */
    static Person of(HttpServletRequest request) {
        return (Person) request.getAttribute(REQUEST);
    }
}
