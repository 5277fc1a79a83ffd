package dev.caravan.spi;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.Migration;
import dev.caravan.model.Split;
import dev.caravan.model.Traffic;

/**
 * What somebody wants of a service's share.
 *
 * @param who a person, or {@code caravan}
 * @param why for the journal; never empty
 */
public record ShareChange(Migration migration, Traffic service, Split to, String who, String why, Cause cause) {
    public ShareChange {
        requireNonNull(migration, "migration is null");
        requireNonNull(service, "service is null");
        requireNonNull(to, "to is null");
        requireNonNull(who, "who is null");
        requireNonNull(why, "why is null");
        requireNonNull(cause, "cause is null");
    }

    /** What wants it: it decides which bars a rise meets. */
    public enum Cause {
        /** A step of the plan, which its gates have let through: the cap holds. */
        STEP,
        /** A person: gates and cap hold. */
        PERSON,
        /** The way back to what was found: nothing holds it. */
        BACK
    }

    /** The same towards another split. */
    public ShareChange with(Split other) {
        return new ShareChange(migration, service, other, who, why, cause);
    }

    /** {@code migration/service}, for messages. */
    public String where() {
        return migration.name() + "/" + service.name();
    }
}
