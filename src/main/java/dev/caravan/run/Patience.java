package dev.caravan.run;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** How long a run in the foreground waits for a person, a gate or a time before it ends and leaves the rest for later. */
final class Patience {
    private final Duration most;
    private final Clock clock;
    private Instant since;

    /** Waits at most {@code most}; for ever when that is null. */
    Patience(Duration most, Clock clock) {
        this.most = most;
        this.clock = clock;
    }

    /** Looks whether what is waited for is due, and ends the run when it has waited too long; true when it is to be woken. */
    boolean look(Course course, Control control, String migration) {
        boolean due =
                course.due().filter(time -> !time.isAfter(clock.instant())).isPresent();
        boolean over = isOver(course.waitingFor());
        if (over && !due) {
            control.stop(reason(migration, course));
        }
        return due || over;
    }

    private synchronized boolean isOver(String reason) {
        if (reason.isEmpty()) {
            since = null;
            return false;
        }
        Instant now = clock.instant();
        since = since == null ? now : since;
        return most != null && !since.plus(most).isAfter(now);
    }

    private CaravanException reason(String migration, Course course) {
        String due = course.due().map(time -> ", next look at " + time).orElse("");
        return new CaravanException(
                ErrorCode.WAITING,
                migration,
                "waits for " + course.waitingFor() + due + "; run it again to go on, or give --wait a longer time");
    }
}
