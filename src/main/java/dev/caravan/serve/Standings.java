package dev.caravan.serve;

import dev.caravan.repository.Run;
import dev.caravan.repository.RunOutcome;
import dev.caravan.run.MigrationRun;
import dev.caravan.run.Progress;
import dev.caravan.run.RunState;
import dev.caravan.run.StandingShares;
import dev.caravan.serve.MigrationStanding.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds out where each migration stands. */
final class Standings {
    private final RunState state;
    private final KnownMigrations known;
    private final Hosting hosting;
    private final Timetable timetable;
    private final Watches watches;

    Standings(RunState state, KnownMigrations known, Hosting hosting, Timetable timetable, Watches watches) {
        this.state = state;
        this.known = known;
        this.hosting = hosting;
        this.timetable = timetable;
        this.watches = watches;
    }

    /** By name. */
    List<MigrationStanding> all() {
        return known.all().stream().map(this::one).toList();
    }

    private MigrationStanding one(Known migration) {
        Optional<MigrationRun> run = hosting.run(migration.name());
        State doing = run.isPresent()
                ? hosting.waits(migration.name()) ? State.QUEUED : State.RUNNING
                : migration.canRun() ? State.READY : State.INVALID;
        boolean loaded = migration.migration() != null;
        return new MigrationStanding(
                migration.name(),
                loaded ? migration.migration().description() : "",
                migration.file().toString(),
                doing,
                waiting(migration, doing, run),
                migration.mistakes(),
                loaded && !migration.dropped() ? timetable.next(migration.migration()) : null,
                run.map(MigrationRun::id).orElse(0L));
    }

    private String waiting(Known migration, State doing, Optional<MigrationRun> run) {
        return switch (doing) {
            case RUNNING -> moving(run.orElseThrow());
            case QUEUED -> "another run to end";
            case INVALID -> "its file to be mended";
            case READY -> idle(migration);
        };
    }

    private static String moving(MigrationRun run) {
        String paused = run.control().pausedBy();
        if (!paused.isEmpty()) {
            return paused;
        }
        String waits = run.waitingFor();
        return waits.isEmpty() ? run.progress().map(Progress::waiting).orElse("") : waits;
    }

    private String idle(Known migration) {
        List<String> reasons = new ArrayList<>();
        String watch = watches.waiting(migration.name());
        if (!watch.isEmpty()) {
            reasons.add(watch);
        }
        if (!migration.dropped() && migration.migration().schedule() != null) {
            reasons.add(migration.migration().schedule().text() + ", next at " + timetable.next(migration.migration()));
        }
        Optional<Run> last = state.runs().latest(migration.name());
        if (last.isPresent() && last.get().outcome() == RunOutcome.FAILED) {
            reasons.add("an order, as run " + last.get().id() + " failed");
        }
        StandingShares standing = StandingShares.of(migration.name(), state.passages(), state.shares());
        if (!standing.isEmpty()) {
            reasons.add("an order, as " + standing.text() + ", which serve looks at");
        }
        return String.join("; ", reasons);
    }
}
