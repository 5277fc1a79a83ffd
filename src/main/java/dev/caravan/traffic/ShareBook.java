package dev.caravan.traffic;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Split;
import dev.caravan.repository.JournalNote;
import dev.caravan.repository.Passage;
import dev.caravan.repository.Share;
import dev.caravan.spi.ShareChange;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Writes down what becomes of shares: in the journal, and as they stand. */
record ShareBook(Shifts.Books books) {
    /** The same; false where it cannot be written. */
    boolean kept(ShareChange change, Split from, Duration took) {
        try {
            keep(change, from, took);
            return true;
        } catch (CaravanException unwritable) {
            return false;
        }
    }

    /** Records a share that changes, and what the passage found. */
    void keep(ShareChange change, Split from, Duration took) {
        Instant now = books.clock().instant();
        Optional<Share> before = record(change);
        long passage = passage(change);
        boolean same = before.isPresent() && before.get().passage() == passage;
        boolean rises = change.to().compareTo(from) > 0;
        books.shares()
                .keep(new Share(
                        change.migration().name(),
                        change.service().name(),
                        passage,
                        same ? before.get().found() : from,
                        change.to(),
                        now,
                        rises ? now : before.map(Share::raised).orElse(null),
                        change.who(),
                        change.why(),
                        took.toMillis()));
    }

    /** The passage through the plan; 0 for none. */
    long passage(ShareChange change) {
        return books.passages()
                .latest(change.migration().name())
                .map(Passage::number)
                .orElse(0L);
    }

    /** Writes a failure down, as far as that can be. */
    CaravanException told(ShareChange change, CaravanException failed) {
        noted(change, "shift failed", JsonNodeFactory.instance.objectNode().put("reason", failed.line()));
        return failed;
    }

    /** The same; false where it cannot be written. */
    boolean noted(ShareChange change, String what, ObjectNode evidence) {
        try {
            note(change, what, evidence);
            return true;
        } catch (CaravanException unwritable) {
            return false;
        }
    }

    /** Writes into the journal what is about to be done, or came of it. */
    void note(ShareChange change, String what, ObjectNode evidence) {
        String text = what + " " + change.service().name() + " to " + change.to();
        books.journal().append(new JournalNote(change.migration().name(), change.who(), text, change.why(), evidence));
    }

    static ObjectNode evidence(ShareChange change, Split from) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("service", change.service().name())
                .put("from", from.toString())
                .put("to", change.to().toString());
    }

    /** What is on record; empty where nothing is, or it cannot be read. */
    Optional<Share> record(ShareChange change) {
        try {
            return books.shares()
                    .find(change.migration().name(), change.service().name());
        } catch (CaravanException unreadable) {
            return Optional.empty();
        }
    }
}
