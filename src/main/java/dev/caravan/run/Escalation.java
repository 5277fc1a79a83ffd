package dev.caravan.run;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.Migration;
import dev.caravan.model.Notices.Rung;
import dev.caravan.repository.Passage;
import dev.caravan.repository.Run;
import dev.caravan.repository.RunOutcome;
import dev.caravan.step.notify.NoticeDesk;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells those on the ladder, later and later, that a run has failed and nobody has begun another one since. What was told is in
 * the state, so no process tells it again. Used by one thread at a time.
 */
public final class Escalation {
    private static final Set<RunOutcome> TROUBLE = Set.of(RunOutcome.FAILED, RunOutcome.NO_GO);

    private final RunState state;
    private final NoticeDesk desk;
    /** What was told, or is on its way: no caller waits for it. */
    private final Set<String> told = new HashSet<>();

    /** @param desk tells people */
    public Escalation(RunState state, NoticeDesk desk) {
        this.state = requireNonNull(state, "state is null");
        this.desk = requireNonNull(desk, "desk is null");
    }

    /** Tells what is due of a migration that does not run now. */
    public void look(Migration migration) {
        List<Rung> ladder = migration.notices().ladder();
        Run last =
                ladder.isEmpty() ? null : state.runs().latest(migration.name()).orElse(null);
        if (last == null || last.ended() == null || !TROUBLE.contains(last.outcome())) {
            return;
        }
        Instant now = state.clock().instant();
        for (int at = 0; at < ladder.size(); at++) {
            if (!now.isBefore(last.ended().plus(ladder.get(at).after()))) {
                tell(migration, last, at, ladder.get(at));
            }
        }
    }

    private void tell(Migration migration, Run last, int at, Rung rung) {
        String cause = "rung " + at + " failed run " + last.id();
        Optional<Passage> passage = state.passages().latest(migration.name());
        long number = passage.map(Passage::number).orElse(0L);
        if (told.add(migration.name() + " " + cause) && !desk.book().knows(migration.name(), number, cause)) {
            StandingShares standing = StandingShares.of(migration.name(), state.passages(), state.shares());
            String text = "run " + last.id() + " has failed" + Herald.since(rung)
                    + ", and no other was begun; mend it and run it again, or roll back"
                    + (standing.isEmpty() ? "" : "; " + standing.text()) + ": " + last.reason();
            desk.tellLater(migration, number, cause, "failed", text, rung.to());
        }
    }
}
