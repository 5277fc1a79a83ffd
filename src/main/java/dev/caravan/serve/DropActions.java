package dev.caravan.serve;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.KillPoint;
import dev.caravan.model.Migration;
import dev.caravan.repository.Order;
import dev.caravan.repository.OrderOutcome;
import dev.caravan.repository.Orders;
import dev.caravan.repository.Run;
import dev.caravan.run.MigrationRun;
import dev.caravan.run.RunState;
import dev.caravan.settings.Drop.OrderFile;
import dev.caravan.settings.MigrationFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Carries out what was dropped: an order goes among the orders, under its own id or one that belongs to this drop alone; a
 * migration file starts a run, unless one of the same content has started one before. One thread at a time.
 */
final class DropActions {
    private final DropFolder folder;
    private final RunState state;
    private final Hosting hosting;
    private final KnownMigrations known;
    private final MigrationFiles files;
    private final Consumer<String> events;
    private final Map<Path, Given> pending = new HashMap<>();

    DropActions(
            DropFolder folder,
            RunState state,
            Hosting hosting,
            KnownMigrations known,
            MigrationFiles files,
            Consumer<String> events) {
        this.folder = requireNonNull(folder, "folder is null");
        this.state = requireNonNull(state, "state is null");
        this.hosting = requireNonNull(hosting, "hosting is null");
        this.known = requireNonNull(known, "known is null");
        this.files = requireNonNull(files, "files is null");
        this.events = requireNonNull(events, "events is null");
    }

    /** Gives an order; answers what it waits for. */
    String order(Path taken, OrderFile file) throws IOException {
        Orders orders = state.orders();
        String id = file.id() == null ? "inbox-" + DropFolder.idOf(taken) : file.id();
        String by = file.by() == null ? DropFolder.owner(taken) + " by inbox" : file.by();
        Order order = Order.of(
                id,
                file.verb(),
                file.migration(),
                file.arguments(),
                by,
                state.clock().instant());
        try {
            boolean first = orders.give(order);
            KillPoint.pass("inbox-given");
            // Given by this very drop, before a crash: no repetition
            boolean repeated = !first && file.id() != null;
            pending.put(taken, new Given(id, repeated));
            return settle(taken);
        } catch (CaravanException refused) {
            if (refused.code() != ErrorCode.USAGE) {
                throw refused;
            }
            fail(taken, refused.getMessage());
            return "";
        }
    }

    /** True for an order that was given and has no outcome yet. */
    boolean isPending(Path taken) {
        return pending.containsKey(taken);
    }

    /** Puts an order's file away once it has its outcome; answers what it waits for. */
    String settle(Path taken) throws IOException {
        Given given = pending.get(taken);
        Optional<Order> ended = state.orders().find(given.id()).filter(order -> order.outcome() != null);
        if (ended.isEmpty()) {
            return "waits for its outcome";
        }
        pending.remove(taken);
        Order order = ended.get();
        String text = order.verb() + " " + order.migration() + ": "
                + (order.reason().isEmpty()
                        ? order.outcome().name().toLowerCase(java.util.Locale.ROOT)
                        : order.reason());
        String reason = given.repeated()
                ? "order '" + given.id() + "' was given before, and is not carried out twice; " + text
                : text;
        if (order.outcome() == OrderOutcome.DONE) {
            folder.done(taken, reason);
        } else {
            fail(taken, reason);
        }
        return "";
    }

    /**
     * Runs a migration file.
     *
     * @param shown where it lay, for messages
     */
    String migration(Path taken, Path shown, Settled.Content content) throws IOException {
        Optional<Run> before = state.runs().ofDroppedFile(content.digest());
        if (before.isPresent()) {
            String ending = before.get().outcome() == null
                    ? "under way"
                    : before.get().outcome().text();
            String reason = "a file of this content has started run "
                    + before.get().id() + " (" + ending + "), and is not run twice; an order {run: "
                    + before.get().migration() + "} goes on with it";
            events.accept("inbox: '" + DropFolder.plain(taken) + "' not run: " + reason);
            folder.done(taken, reason);
            return "";
        }
        try {
            Migration migration = files.load(shown, content.bytes(), Map.of());
            if (!migration.notBuilt().isEmpty()) {
                throw CaravanException.several(ErrorCode.NOT_BUILT, shown.toString(), migration.notBuilt());
            }
            hosting.refuseSecond(migration.name());
            Migration kept = known.keep(migration, content.bytes());
            MigrationRun run = hosting.start(kept, Trigger.droppedFile(DropFolder.plain(taken)));
            KillPoint.pass("inbox-started");
            folder.done(taken, "started run " + run.id() + " of " + migration.name() + ignored(migration));
        } catch (CaravanException refused) {
            // One that came a moment too late is no mistake of its owner: it was taken, and the next process goes on
            // with it
            if (refused.code() == ErrorCode.IO_FAILED || hosting.isStopping()) {
                throw refused;
            }
            fail(taken, refused.line());
        }
        return "";
    }

    private static String ignored(Migration migration) {
        boolean watched = migration.pipelines().stream()
                .anyMatch(pipeline -> pipeline.export().watch());
        boolean ignored = watched || migration.schedule() != null;
        return ignored ? "; its schedule and watched folders count only in config/migrations" : "";
    }

    private void fail(Path taken, String reason) throws IOException {
        events.accept("inbox: '" + DropFolder.plain(taken) + "' refused: " + reason);
        folder.failed(taken, reason);
    }

    /**
     * An order that was given.
     *
     * @param repeated true when another drop gave it before
     */
    private record Given(String id, boolean repeated) {}
}
