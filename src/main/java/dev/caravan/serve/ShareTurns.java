package dev.caravan.serve;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Migration;
import dev.caravan.run.IdleShares;
import dev.caravan.run.MigrationRun;
import dev.caravan.run.ShareFall;
import java.util.function.Consumer;

/**
 * Looks after v2's shares of all migrations: a run that goes on with its plan looks itself, of the others this does. None waits
 * for another.
 */
final class ShareTurns {
    private final Hosting hosting;
    private final KnownMigrations known;
    private final IdleShares idle;
    private final Consumer<String> events;

    /** @param events sentences for people */
    ShareTurns(Hosting hosting, KnownMigrations known, IdleShares idle, Consumer<String> events) {
        this.hosting = requireNonNull(hosting, "hosting is null");
        this.known = requireNonNull(known, "known is null");
        this.idle = requireNonNull(idle, "idle is null");
        this.events = requireNonNull(events, "events is null");
    }

    /** Begins every look that is due. */
    void look() {
        known.all().stream().filter(Known::canRun).forEach(each -> {
            try {
                look(each.migration());
            } catch (CaravanException failed) {
                events.accept(each.name() + ": " + failed.line());
            }
        });
    }

    private void look(Migration migration) {
        if (hosting.run(migration.name()).filter(MigrationRun::keepShares).isPresent()) {
            idle.leave(migration.name());
            return;
        }
        idle.look(migration).ifPresent(fall -> follow(migration, fall));
    }

    /** What the file says of the step that gave v2 the share holds after the end of its run too. */
    private void follow(Migration migration, ShareFall fall) {
        String why = "step '" + fall.step().id() + "' failed: " + fall.why();
        events.accept(migration.name() + ": " + why);
        if (fall.step().rollback() && hosting.run(migration.name()).isEmpty()) {
            hosting.start(migration, Trigger.back(why));
        }
    }
}
