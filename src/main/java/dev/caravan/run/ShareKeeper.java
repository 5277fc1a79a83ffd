package dev.caravan.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.CaravanException;
import dev.caravan.model.KillPoint;
import dev.caravan.model.Migration;
import dev.caravan.model.Split;
import dev.caravan.model.Traffic;
import dev.caravan.plan.Facts;
import dev.caravan.repository.Passage;
import dev.caravan.repository.Share;
import dev.caravan.repository.StepRow;
import dev.caravan.spi.ShareChange;
import dev.caravan.spi.StepCall;
import dev.caravan.step.ramp.ShareWatch;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after v2's shares of a migration, each by itself, as long as no ramp does: brings a router back that has gone, and
 * takes v2 off the air when it is bad. The step that gave it the share has failed then. What it knows is on record, so the
 * next process goes on with it. {@link #look} is for one thread at a time, {@link #taken} too, all else for several.
 */
final class ShareKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(ShareKeeper.class);
    /** Who changes a share here, for the journal. */
    private static final String TRIGGER = "trigger";
    /** How long one look may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Migration migration;
    private final RunState state;
    private final ShareMeans means;
    private final Control control;
    private final Runnable fell;
    private final Lookouts lookouts = new Lookouts();
    private final Map<String, Instant> due = new HashMap<>();
    /** Why services are on their way back, whose router has not obeyed yet. */
    private final Map<String, String> falling = new ConcurrentHashMap<>();

    private final Map<String, ShareFall> fallen = new ConcurrentHashMap<>();
    private boolean remembered;
    private volatile boolean closed;

    /**
     * @param control of the run that goes on with the plan; a fresh one where none does
     * @param fell called when a share was taken back
     */
    ShareKeeper(Migration migration, RunState state, ShareMeans means, Control control, Runnable fell) {
        this.migration = migration;
        this.state = state;
        this.means = means;
        this.control = control;
        this.fell = fell;
    }

    /** Begins to look at every service whose turn it is; returns at once. */
    void look() {
        if (!closed && !control.isStopped()) {
            forward().ifPresent(this::look);
        }
    }

    /** The passage, as long as it goes forward. */
    private Optional<Passage> forward() {
        return state.passages()
                .latest(migration.name())
                .filter(passage -> passage.ended() == null && passage.rollback() == null);
    }

    private void look(Passage passage) {
        Instant now = state.clock().instant();
        List<Share> shares = state.shares().of(migration.name()).stream()
                .filter(share -> share.passage() == passage.number()
                        && migration.traffic().containsKey(share.service())
                        && !now.isBefore(due.getOrDefault(share.service(), now)))
                .toList();
        if (shares.isEmpty()) {
            return;
        }
        List<StepRow> rows = state.passages().steps(passage);
        ShareHolders holders = new ShareHolders(migration, rows);
        for (Share share : shares) {
            Traffic service = migration.traffic().get(share.service());
            // A ramp sees for itself, unless somebody holds the run
            boolean seen = control.pausedBy().isEmpty() && holders.isRamping(service);
            if (seen || send(passage, rows, service, share)) {
                due.put(service.name(), now.plus(ShareWatch.interval(service)));
            }
        }
    }

    private boolean send(Passage passage, List<StepRow> rows, Traffic service, Share share) {
        return lookouts.send(migration.name() + "/" + service.name(), () -> {
            try {
                look(call(passage, rows), rows, service, share);
            } finally {
                if (closed) {
                    means.watch().close(migration);
                }
            }
        });
    }

    private void look(StepCall call, List<StepRow> rows, Traffic service, Share share) {
        String why = falling.get(service.name());
        if (why == null) {
            why = means.watch().look(call, service, share).orElse(null);
        }
        if (why == null || closed || !isAsSeen(share)) {
            falling.remove(service.name());
            return;
        }
        falling.put(service.name(), why);
        try {
            means.shares().put(new ShareChange(migration, service, Split.OFF, TRIGGER, why, ShareChange.Cause.BACK));
        } catch (CaravanException stuck) {
            LOG.warn("{} goes back to v1, because: {}; not yet there: {}", service.name(), why, stuck.getMessage());
            return;
        }
        KillPoint.pass("trigger-put");
        Instant at = state.shares()
                .find(migration.name(), service.name())
                .map(Share::changed)
                .orElse(call.now());
        ShareFall fall = fall(new ShareHolders(migration, rows), service, why, at);
        if (fall.step().rollback()) {
            // Where the run ends with it, that is told anyway
            tell(fall);
        }
        fallen.put(service.name(), fall);
        falling.remove(service.name());
        fell.run();
    }

    /** A look that took long says nothing of a share that was changed meanwhile, or of a plan that goes back already. */
    private boolean isAsSeen(Share share) {
        return forward().filter(passage -> passage.number() == share.passage()).isPresent()
                && state.shares()
                        .find(share.migration(), share.service())
                        .filter(now -> now.changed().equals(share.changed()))
                        .isPresent();
    }

    /** Tells those who want to hear of failures, at once and once. */
    void tell(ShareFall fall) {
        List<String> to = migration.notices().on().getOrDefault("failed", List.of());
        long passage =
                state.passages().latest(migration.name()).map(Passage::number).orElse(0L);
        String cause = "back " + fall.step().id() + "@" + fall.at();
        if (!to.isEmpty() && !means.notices().book().knows(migration.name(), passage, cause)) {
            String text = fall.step().id() + " " + fall.why();
            means.notices().tellLater(migration, passage, cause, "failed", text, to);
        }
    }

    private StepCall call(Passage passage, List<StepRow> rows) {
        Instant now = state.clock().instant();
        return new StepCall(
                migration,
                new ShareHolders(migration, rows).last(),
                StepCall.Purpose.ADVANCE,
                passage.number(),
                1,
                JsonNodeFactory.instance.objectNode(),
                Facts.of(rows),
                now,
                now,
                now.plus(PATIENCE),
                control::isStopped);
    }

    private static ShareFall fall(ShareHolders holders, Traffic service, String why, Instant at) {
        return new ShareFall(holders.holder(service), text(service, why), at);
    }

    private static String text(Traffic service, String why) {
        return "v2 of " + service.name() + " went back to v1: " + why;
    }

    /**
     * One that was taken back and not told by this yet; by an earlier process too, which did not come to say so. None once the
     * plan goes back: its steps are settled there.
     */
    Optional<ShareFall> taken() {
        if (!remembered) {
            remembered = true;
            forward().ifPresent(this::remember);
        }
        Optional<ShareFall> next = fallen.keySet().stream().findFirst().map(fallen::remove);
        return next.filter(fall -> forward().isPresent());
    }

    private void remember(Passage passage) {
        ShareHolders holders = new ShareHolders(migration, state.passages().steps(passage));
        state.shares().of(migration.name()).stream()
                .filter(share -> share.passage() == passage.number()
                        && share.who().equals(TRIGGER)
                        && migration.traffic().containsKey(share.service()))
                .filter(share -> {
                    Traffic service = migration.traffic().get(share.service());
                    return holders.isUntold(service, share, text(service, share.why()));
                })
                .forEach(share -> fallen.putIfAbsent(
                        share.service(),
                        fall(holders, migration.traffic().get(share.service()), share.why(), share.changed())));
    }

    /** Looks at nothing any more. */
    void close() {
        closed = true;
        means.watch().close(migration);
    }
}
