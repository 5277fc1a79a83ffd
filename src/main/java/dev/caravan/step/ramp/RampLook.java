package dev.caravan.step.ramp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Ramp;
import dev.caravan.model.Split;
import dev.caravan.model.Traffic;
import dev.caravan.repository.Directions.Direction;
import dev.caravan.spi.ShareChange;
import dev.caravan.spi.ShareChange.Cause;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/** One look of a ramp: hears what people say, judges the figures, and goes on, stays or goes back. */
final class RampLook {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String CARAVAN = "caravan";
    /** A gate or the data do not allow it, or a person lowered the share meanwhile. */
    private static final Set<ErrorCode> REFUSALS = Set.of(ErrorCode.WAITING, ErrorCode.NO_GO, ErrorCode.ABORTED);

    private final StepCall call;
    private final Traffic service;
    private final Ramp ramp;
    private final RampTools tools;
    private final Sight sight;

    RampLook(StepCall call, Traffic service, RampTools tools, Sight sight) {
        this.call = call;
        this.service = service;
        this.ramp = service.ramp();
        this.tools = tools;
        this.sight = sight;
    }

    StepResult look(Standing kept) {
        Standing standing = kept;
        if (!standing.back().isEmpty()) {
            return back(standing, CARAVAN, standing.back());
        }
        Direction promote = null;
        for (Direction said : tools.directions().after(call.migration().name(), service.name(), standing.heard())) {
            standing = standing.obeyed(said.id());
            switch (said.word()) {
                case "abort" -> {
                    return back(standing, said.who(), "aborted by " + said.text());
                }
                case "promote" -> promote = said;
                case "hold" -> standing = standing.heldBy(said.text());
                default -> standing = standing.heldBy("");
            }
        }
        if (isLate()) {
            return back(
                    standing,
                    CARAVAN,
                    "not done within its time-out of "
                            + Analysis.text(call.step().timeout()));
        }
        return promote == null ? goOn(standing) : promote(standing, promote);
    }

    /** True when the plan will give the step up at its next call: it would leave the share as it is. */
    private boolean isLate() {
        return call.step().timeout() != null
                && !call.now().isBefore(call.begun().plus(call.step().timeout()).minus(SECOND));
    }

    private StepResult goOn(Standing standing) {
        Split now;
        try {
            now = tools.shares().split(call.migration(), service);
        } catch (CaravanException silent) {
            return blind(standing, silent);
        }
        Standing here = adopt(standing, now);
        if (here.stage() < 0) {
            return rise(here, CARAVAN, "begins at the first share of " + RampStep.stages(ramp));
        }
        if (standing.stage() < 0
                && call.step().options().has("to")
                && here.stage() + 1 < ramp.stages().size()) {
            // An earlier ramp has held the share that is in force
            return rise(here, CARAVAN, "goes on from " + now + " to " + RampStep.stages(ramp));
        }
        Ramp.Stage stage = ramp.stages().get(here.stage());
        if (now.compareTo(stage.share()) < 0) {
            return lowered(here, now);
        }
        if (call.now().isBefore(here.looked().plus(ramp.pace().interval()))) {
            return await(here, shown(here));
        }
        Duration since = Duration.between(here.since(), call.now());
        return decide(here.seen(new Analysis(ramp).judge(sight, since), call.now()));
    }

    /** What is in force counts, whoever brought it about: a process that ended right after, or a person. */
    private Standing adopt(Standing standing, Split now) {
        int stage = standing.stage();
        while (stage + 1 < ramp.stages().size()
                && ramp.stages().get(stage + 1).share().compareTo(now) <= 0) {
            stage++;
        }
        return stage == standing.stage() ? standing : standing.at(stage, call.now());
    }

    private StepResult blind(Standing standing, CaravanException silent) {
        JsonNode nothing = JsonNodeFactory.instance.objectNode();
        Judgement judgement =
                new Judgement(Verdict.NO_METRICS, "the router cannot be asked: " + silent.getMessage(), nothing);
        return decide(standing.seen(judgement, call.now()));
    }

    /** Somebody else took v2 down, or the router did; to raise it again is for a person. */
    private StepResult lowered(Standing standing, Split now) {
        Judgement judgement = new Judgement(
                Verdict.UNHEALTHY,
                "the share is " + now + ", lowered by somebody else; promote raises it again, abort ends the ramp",
                JsonNodeFactory.instance.objectNode());
        Standing seen = standing.seen(judgement, call.now());
        return isImpatient(seen) ? back(seen, CARAVAN, judgement.why()) : await(seen, judgement.why());
    }

    private StepResult decide(Standing standing) {
        Judgement last = standing.last();
        if (last.verdict() == Verdict.ABORT) {
            return back(standing, CARAVAN, last.why());
        }
        if (isImpatient(standing)) {
            return back(
                    standing,
                    CARAVAN,
                    last.verdict() + " for " + Analysis.text(ramp.pace().patience()) + ": " + last.why());
        }
        Instant due = due(standing);
        if (!standing.held().isEmpty() || call.now().isBefore(due) || standing.stage() < 0) {
            return await(standing, shown(standing));
        }
        if (standing.healthy() >= ramp.pace().verdicts()) {
            return rise(standing, CARAVAN, proof(standing));
        }
        boolean over = !call.now().isBefore(due.plus(ramp.pace().patience()));
        return over
                ? back(
                        standing,
                        CARAVAN,
                        "not proved healthy within " + Analysis.text(ramp.pace().patience()) + " after its hold; "
                                + last.verdict() + ": " + last.why())
                : await(standing, shown(standing));
    }

    private boolean isImpatient(Standing standing) {
        return standing.bad() != null
                && !call.now().isBefore(standing.bad().plus(ramp.pace().patience()));
    }

    private Instant due(Standing standing) {
        return standing.stage() < 0
                ? standing.since()
                : standing.since().plus(ramp.stages().get(standing.stage()).hold());
    }

    private String proof(Standing standing) {
        return "healthy " + standing.healthy() + " times in a row: "
                + standing.last().figures();
    }

    /** To the next share; back to the present one where somebody lowered it. */
    private StepResult promote(Standing standing, Direction said) {
        Split now;
        try {
            now = tools.shares().split(call.migration(), service);
        } catch (CaravanException silent) {
            return blind(standing, silent);
        }
        Standing here = adopt(standing, now).heldBy("");
        boolean lowered = here.stage() >= 0
                && now.compareTo(ramp.stages().get(here.stage()).share()) < 0;
        return rise(lowered ? here.at(here.stage() - 1, call.now()) : here, said.who(), "promoted by " + said.text());
    }

    private StepResult rise(Standing standing, String who, String why) {
        int next = standing.stage() + 1;
        if (next == ramp.stages().size()) {
            return done(standing);
        }
        Split share = ramp.stages().get(next).share();
        try {
            tools.shares().put(change(share, who, why, Cause.STEP));
        } catch (CaravanException refused) {
            // What is in force stays under watch
            return REFUSALS.contains(refused.code())
                    ? await(standing, shown(standing) + "; " + share + " has to wait: " + refused.getMessage())
                    : back(standing, CARAVAN, "the router did not come to obey " + share + ": " + refused.getMessage());
        }
        Standing there = standing.at(next, tools.clock().instant());
        return await(there, shown(there));
    }

    private ShareChange change(Split share, String who, String why, Cause cause) {
        return new ShareChange(call.migration(), service, share, who, why, cause);
    }

    private StepResult done(Standing standing) {
        ObjectNode facts = facts(standing);
        return new StepResult.Done(facts, facts, standing.node());
    }

    private ObjectNode facts(Standing standing) {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        facts.put("service", service.name()).put("from", standing.before().toString());
        facts.put("stages", RampStep.stages(ramp));
        if (standing.stage() >= 0) {
            facts.put("share", ramp.stages().get(standing.stage()).share().share());
        }
        facts.put("seconds", Duration.between(standing.begun(), call.now()).toMillis() / 1000.0);
        if (standing.last() != null) {
            facts.put("verdict", standing.last().verdict().toString());
            facts.set("figures", standing.last().figures());
        }
        return facts;
    }

    /** Everything to v1, pinned clients too; then the step has failed, and the file says what follows. */
    private StepResult back(Standing standing, String who, String why) {
        try {
            tools.shares().put(change(Split.OFF, who, why, Cause.BACK));
        } catch (CaravanException stuck) {
            String reason = "goes back to v1, because: " + why + "; not yet there: " + stuck.getMessage();
            return new StepResult.Wait(
                    call.now().plus(SECOND), reason, standing.back(why).node());
        }
        String reason = "went back to v1: " + why;
        tell(reason);
        ObjectNode seen = facts(standing).put("share", 0).put("why", why);
        // What a person has ended is not tried again
        return new StepResult.Failed(ErrorCode.STEP_FAILED, reason, who.equals(CARAVAN) ? seen : seen.put("by", who));
    }

    /** At once; where the run ends with it, that is told anyway. */
    private void tell(String reason) {
        List<String> to = call.migration().notices().on().getOrDefault("failed", List.of());
        if (call.step().rollback() && !to.isEmpty()) {
            String cause = "back " + call.step().id() + "@" + call.begun();
            tools.notices()
                    .tellLater(
                            call.migration(),
                            call.passage(),
                            cause,
                            "failed",
                            call.step().id() + " " + reason,
                            to);
        }
    }

    private StepResult await(Standing standing, String reason) {
        Instant look = standing.looked().plus(ramp.pace().interval());
        Instant second = call.now().plus(SECOND);
        boolean sooner = look.isAfter(call.now()) && look.isBefore(second);
        return new StepResult.Wait(sooner ? look : second, reason, standing.node());
    }

    /** Where the ramp stands, in a line. */
    private String shown(Standing standing) {
        if (standing.stage() < 0) {
            return "nothing on v2 yet" + verdict(standing);
        }
        Instant due = due(standing).truncatedTo(ChronoUnit.SECONDS);
        String until = !standing.held().isEmpty()
                ? "held by " + standing.held()
                : call.now().isBefore(due(standing))
                        ? "held until " + due
                        : "waits for its proof until "
                                + due(standing).plus(ramp.pace().patience()).truncatedTo(ChronoUnit.SECONDS);
        return ramp.stages().get(standing.stage()).share() + " on v2 (" + (standing.stage() + 1) + " of "
                + ramp.stages().size() + "), " + until + verdict(standing);
    }

    private static String verdict(Standing standing) {
        Judgement last = standing.last();
        return last == null ? "" : "; " + last.verdict() + (last.why().isEmpty() ? "" : ": " + last.why());
    }
}
