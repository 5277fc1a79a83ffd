package dev.caravan.traffic;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Split;
import dev.caravan.model.Step;
import dev.caravan.repository.Passages;
import dev.caravan.repository.PipelineName;
import dev.caravan.repository.Share;
import dev.caravan.repository.Shares;
import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import dev.caravan.repository.Verified;
import dev.caravan.spi.ShareChange;
import dev.caravan.spi.ShareChange.Cause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a share that rises must pass. By hand it may rise up to the highest share of the service's steps that stand before the
 * first gate which is not passed; where no step of the service stands behind such a gate, up to all. And with a cap, only
 * while the last verification of each of the service's pipelines is clean and not too old.
 */
final class Bars {
    private static final List<String> MOVES = List.of("ramp", "shift");

    private final Passages passages;
    private final Verified verified;
    private final Shares shares;
    private final Clock clock;

    Bars(Passages passages, Verified verified, Shares shares, Clock clock) {
        this.passages = passages;
        this.verified = verified;
        this.shares = shares;
        this.clock = clock;
    }

    /** What forbids a rise: WAITING for a gate, NO_GO for data that is not proved. */
    Optional<CaravanException> refusal(ShareChange change) {
        if (change.cause() == Cause.BACK) {
            return Optional.empty();
        }
        Optional<CaravanException> gate = change.cause() == Cause.PERSON ? gate(change) : Optional.empty();
        return gate.isPresent() ? gate : cap(change);
    }

    private Optional<CaravanException> gate(ShareChange change) {
        Map<String, StepState> states = new HashMap<>();
        passages.latest(change.migration().name()).map(passages::steps).orElse(List.of()).stream()
                .forEach((StepRow row) -> states.put(row.step(), row.state()));
        Split allowed = Split.NONE;
        Step closed = null;
        for (Step step : change.migration().plan().steps()) {
            if (closed == null && step.kind().equals("gate") && !isPassed(states.get(step.id()))) {
                closed = step;
            } else if (isMove(step, change) && closed == null) {
                allowed = higher(allowed, target(step));
            } else if (isMove(step, change) && change.to().compareTo(allowed) > 0) {
                return Optional.of(new CaravanException(
                        ErrorCode.WAITING,
                        change.where(),
                        "gate '" + closed.id() + "' stands before '" + step.id() + "' and is not passed, so v2's share"
                                + " may be " + allowed + " at most; pass the gate first, or ask for less"));
            }
        }
        return Optional.empty();
    }

    private static boolean isPassed(StepState state) {
        return state == StepState.DONE || state == StepState.SKIPPED;
    }

    private static boolean isMove(Step step, ShareChange change) {
        return MOVES.contains(step.kind())
                && change.service().name().equals(step.options().path("of").asText());
    }

    /** A ramp goes where its own analysis lets it, to its last share. */
    private static Split target(Step step) {
        return step.options().has("to") ? Split.parse(step.options().path("to").asText()) : Split.of(Split.BUCKETS);
    }

    private static Split higher(Split one, Split other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private Optional<CaravanException> cap(ShareChange change) {
        Duration most = change.service().rules().cap();
        if (most == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        for (String pipeline : change.service().rules().data()) {
            String why = verified.find(new PipelineName(change.migration().name(), pipeline))
                    .map(proof -> unproved(change, pipeline, proof, most, now))
                    .orElse("was never verified");
            if (!why.isEmpty()) {
                return Optional.of(new CaravanException(
                        ErrorCode.NO_GO,
                        change.where(),
                        "pipeline '" + pipeline + "' " + why + ", and the cap allows " + most.toMinutes()
                                + " min; 'verify' it, then set the share again"));
            }
        }
        return Optional.empty();
    }

    private String unproved(ShareChange change, String pipeline, Verified.Proof proof, Duration most, Instant now) {
        boolean owned = change.service().rules().owners().containsKey(pipeline);
        if (owned && lastFall(change).isAfter(proof.at())) {
            return "was last verified at " + proof.at() + ", before clients went back to v1, whose rows it passed over";
        }
        if (!proof.clean()) {
            return "was found different at " + proof.at();
        }
        Duration age = Duration.between(proof.at(), now);
        // A clock that was set back proves nothing
        boolean fresh = !age.isNegative() && age.compareTo(most) <= 0;
        return fresh ? "" : "was last verified at " + proof.at();
    }

    /** When the share last fell, unless it has risen since: that rise wanted a proof of its own. */
    private Instant lastFall(ShareChange change) {
        return shares.find(change.migration().name(), change.service().name())
                .filter(share -> share.raised() != null && share.raised().isBefore(share.changed()))
                .map(Share::changed)
                .orElse(Instant.MIN);
    }
}
