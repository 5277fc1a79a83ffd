package dev.caravan.serve;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.repository.JournalNote;
import dev.caravan.repository.Run;
import dev.caravan.repository.RunOutcome;
import dev.caravan.repository.SeenFiles;
import dev.caravan.repository.ServedBoard;
import dev.caravan.repository.Sleeper;
import dev.caravan.run.Escalation;
import dev.caravan.run.IdleShares;
import dev.caravan.run.MigrationRun;
import dev.caravan.run.RunState;
import dev.caravan.run.Tokens.Lane;
import dev.caravan.settings.MigrationFiles;
import dev.caravan.settings.ServeSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The long-running process, as routes, a console and the command line see it. Made under the state's lock. Routes tick it;
 * {@link #begin} goes on with what the last process left, {@link #stop} leaves it to the next one. Safe for use by several
 * threads.
 */
public final class Serving {
    /** The verb by which the process holds the state. */
    public static final String VERB = "serve";

    /** The name under which the inbox stands among the migrations on the board. */
    public static final String INBOX = "/inbox";

    private final RunState state;
    private final Roads roads;
    private final Hosting.Means means;
    private final Consumer<String> events;
    private final KnownMigrations known;
    private final Hosting hosting;
    private final OrderDesk desk;
    private final Timetable timetable;
    private final Watches watches;
    private final Inbox inbox;
    private final Escalation escalation;
    private final ShareTurns shares;
    private final ServedBoard board;
    private volatile long beat = System.nanoTime();
    private volatile List<MigrationStanding> standings = List.of();
    private volatile boolean begun;
    private volatile boolean stopped;

    private Serving(Parts parts, Roads roads, Hosting.Means means) {
        this.state = parts.state();
        this.roads = requireNonNull(roads, "roads is null");
        this.means = requireNonNull(means, "means is null");
        this.events = means.events();
        this.known = new KnownMigrations(parts.files(), state.folder().resolve("migrations"), parts.values());
        this.hosting = new Hosting(state, roads, means);
        this.desk = new OrderDesk(state, hosting, known, events);
        this.timetable = new Timetable(state, hosting, known, events);
        SeenFiles seen = new SeenFiles(state.database());
        Duration settle = parts.settings().settle();
        this.watches = new Watches(known, hosting, seen, means.systems(), Sleeper.real(), settle);
        DropFolder folder = new DropFolder(parts.settings().inbox());
        DropActions actions = new DropActions(folder, state, hosting, known, parts.files(), events);
        this.inbox = new Inbox(folder, actions, parts.settings(), Sleeper.real(), events);
        this.escalation = parts.escalation();
        this.shares = new ShareTurns(hosting, known, parts.idle(), events);
        this.board = new ServedBoard(state.database(), state.clock());
    }

    /**
     * A process that has not begun.
     *
     * @throws dev.caravan.model.CaravanException STATE_UNUSABLE when the inbox cannot be used
     */
    public static Serving of(Parts parts, Roads roads, Hosting.Means means) {
        return new Serving(parts, roads, means);
    }

    /**
     * What it works with.
     *
     * @param values of settings that come before a file's own, by the file's name without its ending
     * @param escalation tells those on the ladder of what has failed
     * @param idle looks after the shares of what does not run
     */
    public record Parts(
            RunState state,
            MigrationFiles files,
            ServeSettings settings,
            Map<String, Map<String, String>> values,
            Escalation escalation,
            IdleShares idle) {}

    /** Takes the state over: reads the migrations, makes their routes, goes on with what was interrupted. Once, first. */
    public void begin() {
        state.journal().verify();
        state.runs().interruptOpen();
        state.orders().reopen();
        known.look();
        known.all().forEach(each -> orTell(each, this::lay));
        known.all().stream().filter(Known::canRun).forEach(each -> orTell(each, this::goOn));
        known.all().stream().filter(Serving::hasSchedule).forEach(each -> orTell(each, timetable::catchUp));
        begun = true;
        heartbeat();
    }

    /** Reads migration files that changed, and makes their routes. Called by a route. */
    public void look() {
        if (isReady() && known.look()) {
            known.all().forEach(each -> orTell(each, this::lay));
        }
    }

    /** Takes orders. Called by a route. */
    public void takeOrders() {
        if (isReady()) {
            desk.takeOrders();
        }
    }

    /** Gives back what has ended, lets begin what waits. Called by a route. */
    public void tend() {
        if (isReady()) {
            hosting.tend();
        }
        beat = System.nanoTime();
    }

    /** Shows other processes where everything stands. Called by a route. */
    public void heartbeat() {
        if (!isReady()) {
            return;
        }
        hosting.runs().forEach(MigrationRun::heartbeat);
        known.all().stream()
                .filter(each -> each.canRun() && hosting.run(each.name()).isEmpty())
                .forEach(each -> orTell(each, one -> escalation.look(one.migration())));
        standings = new Standings(state, known, hosting, timetable, watches).all();
        Map<String, ObjectNode> posted = new LinkedHashMap<>();
        standings.forEach(standing -> posted.put(standing.name(), standing.json()));
        ObjectNode box =
                JsonNodeFactory.instance.objectNode().put("path", inbox.path().toString());
        ObjectNode waiting = box.putObject("waiting");
        inbox.waiting().forEach(waiting::put);
        posted.put(INBOX, box);
        board.post(posted);
    }

    /** Looks after the shares of all migrations, whether they run or not. Called by a route. */
    public void keepShares() {
        if (isReady()) {
            shares.look();
        }
    }

    /** Looks at the inbox. Called by a route. */
    public void inbox() {
        if (isReady()) {
            inbox.look();
        }
    }

    /** Looks at a watched folder. Called by its route. */
    public void watch(String migration, String pipeline) {
        if (isReady()) {
            watches.look(migration, pipeline);
        }
    }

    /** A time of a schedule has come. Called by its route. */
    public void tick(String migration) {
        if (isReady()) {
            timetable.tick(migration);
        }
    }

    /** Where each migration stood at the last heartbeat, by name. */
    public List<MigrationStanding> standings() {
        return standings;
    }

    /** How long ago the loop turned that drives the runs. */
    public Duration sinceBeat() {
        return Duration.ofNanos(System.nanoTime() - beat);
    }

    /** Why nothing is started; empty when it is. */
    public Optional<String> notReady() {
        if (!means.owned().getAsBoolean()) {
            return Optional.of("the state's lock was taken away");
        }
        return isReady() ? Optional.empty() : Optional.of("starts or stops");
    }

    /** Where files are dropped. */
    public Path inboxPath() {
        return inbox.path();
    }

    /** Ends every run within this time; the next process goes on with them. */
    public void stop(Duration patience) {
        stopped = true;
        hosting.stop(patience);
    }

    private boolean isReady() {
        return begun && !stopped;
    }

    /** What goes wrong with one migration keeps nothing from the others. */
    private void orTell(Known migration, Consumer<Known> what) {
        try {
            what.accept(migration);
        } catch (CaravanException failed) {
            events.accept(migration.name() + ": " + failed.line());
        }
    }

    private void lay(Known migration) {
        if (hosting.run(migration.name()).isPresent()) {
            return;
        }
        if (!migration.canRun()) {
            roads.clear(migration.name());
            return;
        }
        Map<String, Lane> lanes = new LinkedHashMap<>();
        migration
                .migration()
                .pipelines()
                .forEach(pipeline -> lanes.put(
                        pipeline.name(),
                        Lane.of(pipeline, means.systems(), means.options().workers())));
        boolean own = !migration.dropped();
        List<String> watched = migration.migration().pipelines().stream()
                .filter(pipeline -> own && pipeline.export().watch())
                .map(pipeline -> pipeline.name())
                .toList();
        roads.lay(new Roads.Wanted(
                migration.name(),
                lanes,
                own ? migration.migration().schedule() : null,
                own ? timetable.untilNext(migration.migration()) : null,
                watched));
    }

    private void goOn(Known migration) {
        Optional<Run> last = state.runs().latest(migration.name());
        if (last.isEmpty() || last.get().outcome() != RunOutcome.INTERRUPTED || !Trigger.isOwn(last.get())) {
            return;
        }
        Trigger trigger = Trigger.goingOn(last.get());
        Known file = known.ofRun(migration.name(), last.get().fileDigest()).orElse(migration);
        if (!file.migration().digest().equals(last.get().fileDigest())) {
            note(
                    migration.name(),
                    "its file has changed since run " + last.get().id());
        }
        hosting.start(file.migration(), trigger);
    }

    private void note(String migration, String why) {
        events.accept(migration + ": " + why);
        state.journal()
                .append(new JournalNote(
                        migration, "caravan", "serve goes on", why, JsonNodeFactory.instance.objectNode()));
    }

    private static boolean hasSchedule(Known known) {
        return !known.dropped() && known.canRun() && known.migration().schedule() != null;
    }
}
