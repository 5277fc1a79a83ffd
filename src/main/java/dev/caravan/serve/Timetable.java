package dev.caravan.serve;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Migration;
import dev.caravan.model.Schedule;
import dev.caravan.repository.JournalNote;
import dev.caravan.repository.ScheduleTimes;
import dev.caravan.run.MigrationRun;
import dev.caravan.run.RunState;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.TimeZone;
import java.util.function.Consumer;
import org.quartz.CronExpression;

/**
 * Starts migrations when their schedules say so. A time that comes while the migration runs is skipped; times that came
 * while the process was down are skipped, or made up for once, as the schedule has it. Each is told of. Safe for use by
 * several threads.
 */
final class Timetable {
    private static final int MOST_COUNTED = 10_000;

    private final RunState state;
    private final Hosting hosting;
    private final KnownMigrations known;
    private final Consumer<String> events;
    private final ScheduleTimes times;

    Timetable(RunState state, Hosting hosting, KnownMigrations known, Consumer<String> events) {
        this.state = requireNonNull(state, "state is null");
        this.hosting = requireNonNull(hosting, "hosting is null");
        this.known = requireNonNull(known, "known is null");
        this.events = requireNonNull(events, "events is null");
        this.times = new ScheduleTimes(state.database());
    }

    /** A time of the migration's schedule has come. Called by its route. */
    void tick(String name) {
        Known migration = known.find(name).filter(one -> !one.dropped()).orElse(null);
        if (migration == null
                || migration.migration() == null
                || migration.migration().schedule() == null) {
            return;
        }
        start(migration, state.clock().instant());
    }

    /** Deals with the times that came while the process was down; the first look at a schedule only begins it. */
    void catchUp(Known migration) {
        Schedule schedule = migration.migration().schedule();
        Instant now = state.clock().instant();
        Optional<Instant> last = times.last(migration.name(), schedule.text());
        if (last.isEmpty()) {
            times.passed(migration.name(), schedule.text(), now);
            return;
        }
        int missed = 0;
        Instant latest = null;
        for (Instant due = after(schedule, last.get());
                due != null && !due.isAfter(now) && missed < MOST_COUNTED;
                due = after(schedule, due)) {
            missed++;
            latest = due;
        }
        if (missed > 0) {
            missed(migration, missed, latest);
        }
    }

    /** When the migration starts next; null when it has no schedule, or the schedule has ended. */
    Instant next(Migration migration) {
        Schedule schedule = migration.schedule();
        if (schedule == null) {
            return null;
        }
        Instant now = state.clock().instant();
        if (schedule.every() == null) {
            return after(schedule, now);
        }
        Instant due = times.last(migration.name(), schedule.text()).orElse(now).plus(schedule.every());
        return due.isBefore(now) ? now : due;
    }

    /** The time until the next start; null when there is none. */
    Duration untilNext(Migration migration) {
        Instant next = next(migration);
        return next == null ? null : Duration.between(state.clock().instant(), next);
    }

    private void missed(Known migration, int missed, Instant latest) {
        Schedule schedule = migration.migration().schedule();
        boolean run = schedule.missed() == Schedule.Missed.RUN;
        String what = missed + (missed == 1 ? " start" : " starts") + " by " + schedule.text()
                + " came while serve was down, the last at " + latest;
        note(migration.name(), "schedule missed", what + (run ? "; made up for by one now" : "; skipped"));
        if (run) {
            start(migration, latest);
        } else {
            times.passed(migration.name(), schedule.text(), base(schedule, latest));
        }
    }

    /** {@code every} counts from the last start, so that a long way down does not bring the next one at once. */
    private Instant base(Schedule schedule, Instant latest) {
        return schedule.every() == null ? latest : state.clock().instant();
    }

    private void start(Known migration, Instant due) {
        Schedule schedule = migration.migration().schedule();
        Optional<MigrationRun> running = hosting.run(migration.name());
        if (running.isPresent()) {
            note(migration.name(), "schedule skipped", "run " + running.get().id() + " is under way");
        } else if (!migration.canRun()) {
            note(migration.name(), "schedule skipped", migration.mistakes().get(0));
        } else {
            try {
                hosting.start(migration.migration(), Trigger.schedule(schedule.text(), due));
            } catch (CaravanException refused) {
                note(migration.name(), "schedule skipped", refused.getMessage());
            }
        }
        times.passed(migration.name(), schedule.text(), base(schedule, due));
    }

    private void note(String migration, String what, String why) {
        events.accept(migration + ": " + what + ": " + why);
        state.journal().append(new JournalNote(migration, "caravan", what, why, JsonNodeFactory.instance.objectNode()));
    }

    private static Instant after(Schedule schedule, Instant time) {
        if (schedule.every() != null) {
            return time.plus(schedule.every());
        }
        try {
            CronExpression cron = new CronExpression(schedule.cron());
            cron.setTimeZone(TimeZone.getTimeZone(schedule.zone()));
            Date next = cron.getNextValidTimeAfter(Date.from(time));
            return next == null ? null : next.toInstant();
        } catch (ParseException e) {
            throw new IllegalStateException("a schedule is checked when it is read", e);
        }
    }
}
