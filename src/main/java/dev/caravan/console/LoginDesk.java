package dev.caravan.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Person;
import dev.caravan.repository.Journal;
import dev.caravan.repository.JournalNote;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at names and passwords; slows down who guesses; journals who came in and who did not. One hash at a time. */
final class LoginDesk {
    private static final Logger LOG = LoggerFactory.getLogger(LoginDesk.class);
    private static final int LONGEST_NAME = 64;

    private final People people;
    private final Passwords passwords;
    private final LoginBrake brake;
    private final Journal journal;

    LoginDesk(People people, Passwords passwords, LoginBrake brake, Journal journal) {
        this.people = people;
        this.passwords = passwords;
        this.brake = brake;
        this.journal = journal;
    }

    /** Looks at one try. */
    synchronized Outcome enter(String name, char[] password, String address) {
        String asked = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
        Duration pause = brake.pause(asked, address);
        if (!pause.isZero()) {
            return Outcome.after(pause);
        }
        Optional<Person> person = people.find(name);
        if (passwords.fits(password, person.map(Person::password).orElse(null))) {
            brake.succeeded(asked, address);
            note(name, "log in", address, 0);
            return new Outcome(person, Duration.ZERO);
        }
        int failures = brake.failed(asked, address);
        // Whatever was typed as a name may be a password: only names of people are written down. A guesser cannot fill
        // the journal: after the third, each doubling is written.
        if (failures <= 3 || Integer.bitCount(failures) == 1) {
            note(person.map(Person::name).orElse("unknown"), "fail to log in", address, failures);
        }
        return new Outcome(Optional.empty(), Duration.ZERO);
    }

    private void note(String who, String what, String address, int failures) {
        ObjectNode evidence = JsonNodeFactory.instance.objectNode().put("address", address);
        if (failures > 0) {
            evidence.put("failures", failures);
        }
        try {
            journal.append(new JournalNote("", who, what, "", evidence));
        } catch (CaravanException notWritten) {
            LOG.warn("'{}' of {} is not in the journal: {}", what, who, notWritten.line());
        }
    }

    /**
     * What came of a try.
     *
     * @param person who is in; empty when nobody is
     * @param pause how long to wait before another try is looked at; zero when this one was
     */
    record Outcome(Optional<Person> person, Duration pause) {
        static Outcome after(Duration pause) {
            return new Outcome(Optional.empty(), pause);
        }
    }
}
