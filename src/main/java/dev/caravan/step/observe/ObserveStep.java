package dev.caravan.step.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Durations;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Step;
import dev.caravan.spi.RepeatableStep;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepKind;
import dev.caravan.spi.StepResult;
import dev.caravan.step.check.NamedChecks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Repeats checks of the plan, {@code every:} so long: {@code for:} a time, in which no more than {@code misses:} may fail; or
 * {@code tries:} times, until all of them hold once. Looks count, not the clock: a time in which nobody looked proves nothing.
 * What the run carries over meanwhile, {@code carry:}, stays in the memo, and is told at the end.
 */
public final class ObserveStep implements RepeatableStep {
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final String CHECK = "check";
    private static final String VALUE = "value";
    private static final String CARRIED = "carried";

    private final StepKind checks;

    /** @param checks the kind {@code check} */
    public ObserveStep(StepKind checks) {
        this.checks = checks;
    }

    @Override
    public StepResult advance(StepCall call) {
        JsonNode options = call.step().options();
        Series series = Series.of(call.memo(), call.begun());
        boolean held = look(call, series);
        if (options.has("tries")) {
            return tries(call, series, held);
        }
        long allowed = options.path("misses").asLong(0);
        if (series.missed() > allowed) {
            String why = series.missed() + " of " + series.seen() + " looks failed, " + allowed + " may: "
                    + series.lastMiss();
            return new StepResult.Failed(ErrorCode.STEP_FAILED, why, series.facts());
        }
        return series.seen() >= wanted(options) ? done(call, series) : next(call, series, wanted(options));
    }

    private static StepResult tries(StepCall call, Series series, boolean held) {
        long tries = call.step().options().path("tries").asLong();
        if (held) {
            return done(call, series);
        }
        if (series.seen() >= tries) {
            String why = "does not hold after " + series.seen() + " looks: " + series.lastMiss();
            return new StepResult.Failed(ErrorCode.STEP_FAILED, why, series.facts());
        }
        return next(call, series, tries);
    }

    private static StepResult done(StepCall call, Series series) {
        ObjectNode facts = series.facts();
        if (call.memo().has(CARRIED)) {
            facts.set(CARRIED, call.memo().get(CARRIED));
        }
        return new StepResult.Done(facts, facts, JsonNodeFactory.instance.objectNode());
    }

    private static StepResult next(StepCall call, Series series, long wanted) {
        Instant due = call.now().plus(time(call.step().options(), "every", EVERY));
        String reason = "look " + series.seen() + " of " + wanted
                + (series.missed() > 0 ? ", " + series.missed() + " missed: " + series.lastMiss() : "");
        ObjectNode memo = series.memo();
        if (call.memo().has(CARRIED)) {
            memo.set(CARRIED, call.memo().get(CARRIED));
        }
        return new StepResult.Wait(due, reason, memo);
    }

    /** True when every check holds. */
    private boolean look(StepCall call, Series series) {
        double slowest = 0;
        boolean seconds = true;
        for (Step check : NamedChecks.of(call, names(call.step().options()))) {
            StepResult result = checks.advance(NamedChecks.call(call, check));
            if (result instanceof StepResult.Failed failed) {
                series.miss(check.name() + ": " + failed.reason());
                return false;
            }
            if (result instanceof StepResult.Done done) {
                slowest = Math.max(slowest, number(done.facts()));
                seconds &= !done.facts().has(VALUE);
            }
        }
        series.hit(slowest, seconds);
        return true;
    }

    /** What a check measured: its own number, else how long it took. */
    private static double number(JsonNode facts) {
        return facts.has(VALUE)
                ? facts.get(VALUE).asDouble()
                : facts.path("seconds").asDouble(0);
    }

    private static List<String> names(JsonNode options) {
        return texts(options.path(CHECK));
    }

    private static List<String> texts(JsonNode written) {
        List<String> texts = new ArrayList<>();
        if (written.isTextual()) {
            texts.add(written.textValue());
        }
        written.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    private static long wanted(JsonNode options) {
        Duration all = time(options, "for", Duration.ZERO);
        return Math.max(
                1, all.toMillis() / Math.max(1, time(options, "every", EVERY).toMillis()));
    }

    private static Duration time(JsonNode options, String key, Duration otherwise) {
        return Durations.parse(options.path(key).asText("")).orElse(otherwise);
    }

    @Override
    public String outlook(Step step) {
        JsonNode options = step.options();
        String checks = "looks at " + String.join(", ", names(options)) + " every "
                + options.path("every").asText("1m");
        JsonNode carry = options.path("carry");
        if (carry.isObject()) {
            checks += ", goes over " + String.join(", ", texts(carry.path("pipelines"))) + " again every "
                    + carry.path("every").asText();
        }
        return options.has("tries")
                ? checks + " until it holds, " + options.get("tries").asText() + " times at the most"
                : checks + " for " + options.path("for").asText() + "; "
                        + options.path("misses").asText("0") + " misses are allowed";
    }
}
