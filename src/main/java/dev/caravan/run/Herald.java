package dev.caravan.run;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Migration;
import dev.caravan.model.Notices;
import dev.caravan.plan.PlanRun;
import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import dev.caravan.step.notify.NoticeDesk;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Tells people how a plan gets on: each event once, and while it waits for a person, or for what should be there already, those on
 * the ladder, later and later; of a pause that the plan itself wants only on rungs that say so. What was told is in the state, so
 * the next run does not tell it again. Used under the run's lock.
 */
final class Herald {
    /** A shorter wait is a pause between two tries. */
    private static final Duration SHORT = Duration.ofMinutes(1);

    /** They wait because the plan says how long. */
    private static final Set<String> PAUSES = Set.of("observe", "cleanup", "ramp", "mirror");

    private final Migration migration;
    private final PlanRun plan;
    private final NoticeDesk desk;
    private final Clock clock;
    private final Supplier<StandingShares> standing;
    private final Set<String> told = new HashSet<>();
    private boolean begun;

    /**
     * @param desk null to tell nobody
     * @param standing what v2 keeps
     */
    Herald(Migration migration, PlanRun plan, NoticeDesk desk, Clock clock, Supplier<StandingShares> standing) {
        this.standing = standing;
        this.migration = migration;
        this.plan = plan;
        this.desk = migration.notices().channels().isEmpty() ? null : desk;
        this.clock = clock;
    }

    /** After each look at the plan. */
    void look() {
        if (desk == null || plan.passage() == null) {
            return;
        }
        if (!begun) {
            begun = true;
            boolean back = plan.passage().rollback() != null;
            String text = back
                    ? "is being taken back: " + plan.passage().rollback()
                    : "begins, started by " + plan.passage().startedBy();
            once(back ? "rollback begins" : "start", "start", text, on("start"));
        }
        plan.steps().stream()
                .filter(row -> row.state() == StepState.WAITING && row.until() != null)
                .forEach(this::waiting);
    }

    private void waiting(StepRow row) {
        Instant now = clock.instant();
        boolean person = row.memo().has("gate");
        boolean isLong = Duration.between(now, row.until()).compareTo(SHORT) > 0;
        String wait = row.step() + "@" + row.begun();
        if (person || isLong) {
            once("waiting " + wait, "waiting", text(row), on("waiting"));
        }
        boolean pause = !person && (isLong || isWanted(row));
        List<Notices.Rung> ladder = migration.notices().ladder();
        for (int at = 0; at < ladder.size(); at++) {
            Notices.Rung rung = ladder.get(at);
            if ((!pause || rung.pauses()) && !now.isBefore(row.begun().plus(rung.after()))) {
                once("rung " + at + " " + wait, "waiting", text(row) + since(rung), rung.to());
            }
        }
    }

    /** Looks that are repeated until they hold are no pause: what they look for should be there. */
    private boolean isWanted(StepRow row) {
        return PAUSES.contains(row.kind())
                && migration.plan().steps().stream()
                        .noneMatch(step ->
                                step.id().equals(row.step()) && step.options().has("tries"));
    }

    /** How long it has been so, for people; empty for a rung that is told at once. */
    static String since(Notices.Rung rung) {
        long seconds = rung.after().toSeconds();
        String time = seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
        return seconds == 0 ? "" : ", for " + time + " by now";
    }

    private static String text(StepRow row) {
        return row.step() + " waits for " + row.reason();
    }

    void done() {
        tell("end", "done", "is done", on("done"));
    }

    /** @param reason why the run ended */
    void stopped(CaravanException reason) {
        switch (reason.code()) {
            case WAITING, INTERRUPTED, STALE_RUN -> {
                // It goes on; what it waits for was told
            }
            case ROLLED_BACK -> tell("end", "rolled-back", reason.getMessage(), on("rolled-back"));
            default -> tell("end", "failed", reason.where() + ": " + reason.getMessage() + kept(), on("failed"));
        }
    }

    private String kept() {
        StandingShares kept = standing.get();
        return kept.isEmpty() ? "" : "; " + kept.text() + ", and only 'serve' looks at it now";
    }

    private List<String> on(String event) {
        return migration.notices().on().getOrDefault(event, List.of());
    }

    private void once(String cause, String event, String text, List<String> to) {
        if (!to.isEmpty() && told.add(cause) && !desk.book().knows(migration.name(), number(), cause)) {
            desk.tellLater(migration, number(), cause, event, text, to);
        }
    }

    private void tell(String cause, String event, String text, List<String> to) {
        if (desk != null && !to.isEmpty()) {
            desk.tellLater(migration, number(), cause, event, text, to);
        }
    }

    private long number() {
        return plan.passage() == null ? 0 : plan.passage().number();
    }
}
