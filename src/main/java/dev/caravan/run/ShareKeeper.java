package dev.caravan.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.KillPoint;
import dev.caravan.model.Migration;
import dev.caravan.model.Split;
import dev.caravan.model.Step;
import dev.caravan.model.Traffic;
import dev.caravan.plan.Facts;
import dev.caravan.repository.Passage;
import dev.caravan.repository.Share;
import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import dev.caravan.spi.ShareChange;
import dev.caravan.spi.StepCall;
import dev.caravan.step.ramp.ShareWatch;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after v2's shares beside whatever step is carried out or waited for, as long as no ramp does: brings a router back that
 * has gone, and takes v2 off the air when it is bad. The step that gave it the share has failed then. What it knows is on record,
 * so the next process goes on with it. {@link #look} is for one thread at a time, all else for several.
 */
final class ShareKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(ShareKeeper.class);
    /** Who changes a share here, for the journal. */
    private static final String TRIGGER = "trigger";

    private static final Set<String> TRAFFIC = Set.of("ramp", "shift");
    private static final Set<StepState> UNDER_WAY = Set.of(StepState.RUNNING, StepState.WAITING);
    /** How long one look may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Migration migration;
    private final RunState state;
    private final MigrationRun.Hands hands;
    private final ShareWatch watch;
    private final Map<String, Instant> due = new HashMap<>();
    /** Why services are on their way back, whose router has not obeyed yet. */
    private final Map<String, String> falling = new HashMap<>();

    private final AtomicReference<Fall> fallen = new AtomicReference<>();
    private boolean remembered;
    private volatile boolean closed;

    ShareKeeper(Migration migration, RunState state, MigrationRun.Hands hands) {
        this.migration = migration;
        this.state = state;
        this.hands = hands;
        this.watch = hands.steps().watch();
    }

    /** A share that was taken back, by the step that has failed with it. */
    record Fall(Step step, String why) {}

    /** Looks at every service whose turn it is. */
    void look() {
        if (closed || fallen.get() != null || hands.control().isStopped()) {
            return;
        }
        state.passages()
                .latest(migration.name())
                .filter(passage -> passage.ended() == null && passage.rollback() == null)
                .ifPresent(this::look);
        if (closed) {
            watch.close(migration);
        }
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
        for (Share share : shares) {
            Traffic service = migration.traffic().get(share.service());
            due.put(service.name(), now.plus(ShareWatch.interval(service)));
            if (!isRamping(service, rows)) {
                look(passage, rows, service, share);
            }
        }
    }

    /** A ramp sees for itself, unless somebody holds the run. */
    private boolean isRamping(Traffic service, List<StepRow> rows) {
        return hands.control().pausedBy().isEmpty()
                && rows.stream()
                        .anyMatch(row -> UNDER_WAY.contains(row.state())
                                && isTraffic(row, service)
                                && row.kind().equals("ramp"));
    }

    private void look(Passage passage, List<StepRow> rows, Traffic service, Share share) {
        String why = falling.get(service.name());
        if (why == null) {
            why = watch.look(call(passage, rows), service, share).orElse(null);
        }
        if (why == null) {
            return;
        }
        falling.put(service.name(), why);
        try {
            hands.steps()
                    .shares()
                    .put(new ShareChange(migration, service, Split.OFF, TRIGGER, why, ShareChange.Cause.BACK));
        } catch (CaravanException stuck) {
            LOG.warn("{} goes back to v1, because: {}; not yet there: {}", service.name(), why, stuck.getMessage());
            return;
        }
        KillPoint.pass("trigger-put");
        Fall fall = fall(rows, service, why);
        tell(passage, fall);
        fallen.set(fall);
        hands.tokens().advance();
    }

    /** At once; where the run ends with it, that is told anyway. */
    private void tell(Passage passage, Fall fall) {
        List<String> to = migration.notices().on().getOrDefault("failed", List.of());
        if (fall.step().rollback() && !to.isEmpty()) {
            String cause = "back " + fall.step().id() + "@" + state.clock().instant();
            String text = fall.step().id() + " " + fall.why();
            hands.steps().notices().tellLater(migration, passage.number(), cause, "failed", text, to);
        }
    }

    private StepCall call(Passage passage, List<StepRow> rows) {
        Instant now = state.clock().instant();
        return new StepCall(
                migration,
                last(rows),
                StepCall.Purpose.ADVANCE,
                passage.number(),
                1,
                JsonNodeFactory.instance.objectNode(),
                Facts.of(rows),
                now,
                now,
                now.plus(PATIENCE),
                hands.control()::isStopped);
    }

    private Fall fall(List<StepRow> rows, Traffic service, String why) {
        return new Fall(holder(rows, service), "v2 of " + service.name() + " went back to v1: " + why);
    }

    /** The step that gave v2 its share; where a person did, what is under way. */
    private Step holder(List<StepRow> rows, Traffic service) {
        return rows.stream()
                .filter(row -> isTraffic(row, service) && isStanding(row))
                .max(Comparator.comparing(StepRow::number))
                .map(this::step)
                .orElseGet(() -> last(rows));
    }

    private Step last(List<StepRow> rows) {
        return step(rows.stream().max(Comparator.comparing(StepRow::number)).orElseThrow());
    }

    private static boolean isStanding(StepRow row) {
        return row.state() == StepState.DONE || UNDER_WAY.contains(row.state());
    }

    private boolean isTraffic(StepRow row, Traffic service) {
        return TRAFFIC.contains(row.kind())
                && step(row).options().path("of").asText().equals(service.name());
    }

    private Step step(StepRow row) {
        return migration.plan().steps().stream()
                .filter(step -> step.id().equals(row.step()))
                .findFirst()
                .orElseThrow(
                        () -> new CaravanException(ErrorCode.PLAN_CHANGED, row.step(), "is not in the plan any more"));
    }

    /** What was taken back since this was asked last; by an earlier process too, which did not come to say so. */
    Optional<Fall> taken() {
        if (!remembered) {
            remembered = true;
            remember().ifPresent(fall -> fallen.compareAndSet(null, fall));
        }
        return Optional.ofNullable(fallen.getAndSet(null));
    }

    private Optional<Fall> remember() {
        Passage passage = state.passages()
                .latest(migration.name())
                .filter(one -> one.ended() == null && one.rollback() == null)
                .orElse(null);
        if (passage == null) {
            return Optional.empty();
        }
        List<StepRow> rows = state.passages().steps(passage);
        return state.shares().of(migration.name()).stream()
                .filter(share -> share.passage() == passage.number()
                        && share.who().equals(TRIGGER)
                        && migration.traffic().containsKey(share.service()))
                .filter(share -> isUntold(rows, share))
                .findFirst()
                .map(share -> fall(rows, migration.traffic().get(share.service()), share.why()));
    }

    /** The step has failed by now, or was begun again since then, where somebody was told. */
    private boolean isUntold(List<StepRow> rows, Share share) {
        Step holder = holder(rows, migration.traffic().get(share.service()));
        return rows.stream()
                .anyMatch(row -> row.step().equals(holder.id())
                        && isStanding(row)
                        && !row.asks()
                        && row.begun().isBefore(share.changed()));
    }

    /** What of v2 nobody looks at once this process has ended, for people; empty when that is nothing. */
    String unattended() {
        long passage =
                state.passages().latest(migration.name()).map(Passage::number).orElse(0L);
        String shares = state.shares().of(migration.name()).stream()
                .filter(share -> share.passage() == passage && share.split().compareTo(Split.NONE) > 0)
                .map(share -> share.split() + " of " + share.service())
                .collect(Collectors.joining(", "));
        return shares.isEmpty()
                ? ""
                : "; v2 keeps " + shares + " and nobody looks at it until then: 'serve' would go on looking";
    }

    /** Looks at nothing any more. */
    void close() {
        closed = true;
        watch.close(migration);
    }
}
